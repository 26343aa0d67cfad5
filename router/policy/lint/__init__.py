"""What is allowed in a policy and yet hardly meant: each rule one pure function, none decides.

A fault (policy/files.py) is refused. A warning is told where a policy is checked or published,
and the policy is used all the same.
"""

from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.policy.lint import durations, ladders, people, points, pools, thresholds
from hotlead.router.policy.lint.warning import Known, PolicyWarning, Rule

RULES: Final[tuple[Rule, ...]] = (
    *points.RULES,
    *pools.RULES,
    *thresholds.RULES,
    *durations.RULES,
    *ladders.RULES,
    *people.RULES,
)


def lint(policy: Policy, known: Known) -> list[PolicyWarning]:
    """All that looks unmeant, in the order of the rules; empty when nothing does."""
    return [
        PolicyWarning(path, rule.__name__, why, mend)
        for rule in RULES
        for path, why, mend in rule(policy, known)
    ]

"""The policy of a run: short times, and a ladder whose last rung comes after 16 s."""

from typing import Any, Final

from hotlead.router.policy.document import Policy, Pool, Rung, Weights
from hotlead.router.policy.people import Person, Reachability, WebhookChannel
from tests.integration.state.policies import scoring

HOLD_S: Final = 1.0
SILENCE_S: Final = 10.0
REOPEN_S: Final = 6.0
LADDER: Final = (
    Rung(name="reminder", after_s=4, remind=True),
    Rung(name="reassign", after_s=8, reassign=True),
    Rung(name="supervisors", after_s=12, open=True, notify="supervisors"),
    Rung(name="duty-manager", after_s=16, notify="duty-managers"),
)
LADDER_S: Final = LADDER[-1].after_s

COLD, WARMING, HOT = 60.0, 84.0, 94.0
"""Grades that score 56; 70.4, and above 72 with one visit; and 76.4."""


def chaos_policy(webhook: str) -> Policy:
    """One pool; supervisors and duty managers are told at `webhook`."""
    channels = (WebhookChannel(url=webhook, timeout_s=2),)
    return Policy(
        version="chaos",
        scoring=scoring(weights=Weights(profile=0.6, heat=0.2, freshness=0.2)),
        pools={
            "main": Pool(
                requires={},
                expiry_s=3,
                clear_refusals_s=2,
                misses_before_away=100,
                reopen_after_s=REOPEN_S,
                reassign_hold_s=HOLD_S,
                longest_wait_s=10**8,
                ladder=LADDER,
            )
        },
        reachability=Reachability(offline_after_s=SILENCE_S),
        supervisors=(Person(id="sup", channels=channels),),
        duty_managers=(Person(id="duty", channels=channels),),
    )


def ladder_facts() -> list[dict[str, Any]]:
    """The ladder as the checker is told of it."""
    return [
        {
            "name": rung.name,
            "after_s": rung.after_s,
            "does": [name for name in ("remind", "reassign", "open") if getattr(rung, name)]
            + ([rung.notify] if rung.notify != "nobody" else []),
        }
        for rung in LADDER
    ]

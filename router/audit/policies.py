"""Whether a shard follows the policy that it names: the newest activation beside the document."""

from collections.abc import Mapping
from typing import Any, Final

from hotlead.router.audit.report import Report
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.router.pools.requests import pool_fields
from hotlead.topics.journal.pools import PolicyActivated

#: What a pool's hours say at the instant of the activation, and timers change.
_HOURS: Final = {
    *("is_open", "opens_at", "next", "open_ms", "turned_at"),
    *("clock_ms", "clock_at", "spans"),
}
#: What activations of older hotleads do not say: it holds from the next one on.
_LATER: Final = {
    "undo",
    "overdue_share",
    "wrap_up",
    "slower_notify",
    "slower_refused",
    "slower_waited",
    "unserved_notify",
    "unserved_after",
}


def check_policy(
    report: Report, shard: int, activated: PolicyActivated | None, book: PolicyBook
) -> None:
    """The journalled pools are those of the published version, field by field."""
    if activated is None:
        return
    report.count(7)
    version, pools = activated.version, activated.pools
    policy = book.find(version)
    if policy is None and version == DEFAULT_POLICY.version:
        policy = DEFAULT_POLICY
    if policy is None:
        report.breach(7, shard, f"policy {version} is in force and not on the topic policies")
        return
    for name in sorted(pools.keys() | policy.pools.keys()):
        said: Mapping[str, Any] = pools.get(name) or {}
        meant = pool_fields(policy, name, 0) if name in policy.pools else {}
        differs = (
            {field for field in said.keys() | meant.keys() if said.get(field) != meant.get(field)}
            - _HOURS
            - (_LATER - said.keys())
        )
        if differs:
            fields = ", ".join(sorted(differs))
            report.breach(7, shard, f"policy {version}, pool {name}: it differs in {fields}")

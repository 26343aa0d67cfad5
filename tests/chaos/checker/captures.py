"""Captures: every one acknowledged is in the journal exactly once, and nothing else is."""

from collections import Counter
from collections.abc import Mapping

from tests.chaos.checker.history import History
from tests.chaos.checker.journal import Shard
from tests.chaos.checker.verdict import Findings


def check_captures(
    history: History, shards: Mapping[int, Shard], findings: Findings, *, quiet: bool
) -> None:
    """What was answered 202 is there once; what ended unknown may be there; no other is."""
    taken: Counter[str] = Counter()
    for shard in shards.values():
        for entry in shard.entries:
            taken.update(entry.captures)
    sent = history.of("capture")
    acknowledged = {operation.capture for operation in sent if operation.outcome == "ok"}
    possible = {operation.capture for operation in sent if operation.outcome != "fail"}
    findings.counts["captures"] = len(acknowledged)
    for capture in sorted(acknowledged - taken.keys()):
        if quiet:
            findings.breach("lost", f"{capture} was acknowledged and is not in the journal")
        else:
            findings.doubt(f"{capture} is not in the journal, which did not come to rest")
    for capture, times in sorted(taken.items()):
        if times > 1:
            findings.breach("doubled", f"{capture} is in the journal {times} times")
        if capture not in possible:
            findings.breach("unexpected", f"{capture} is in the journal; nobody sent it")

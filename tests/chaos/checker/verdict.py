"""The verdict: true, false or unknown, with counts and a bounded number of findings."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

ANOMALIES: Final = {
    "lost": "a capture was acknowledged and is not in the journal",
    "doubled": "a capture is in the journal more than once",
    "unexpected": "a capture or an acknowledgement is in the journal that nobody sent",
    "live_twice": "a lead was with two reps at a time",
    "epochs_back": "an epoch was issued twice, or is lower than one before it",
    "acks_unfounded": "a rep was told yes, and the journal does not say so",
    "acks_stale": "a rep was told yes after the lead had left them",
    "acks_beaten": "a timer took a lead whose acknowledgement had been sent before its deadline",
    "over_capacity": "a lead was given to a rep without room",
    "rungs_missed": "a rung was due and never fired",
    "rungs_early": "a rung fired before it was due or before the one before it, or was not due",
    "rungs_late": "a rung fired more than 1 s late, the time of faults and recoveries not counted",
    "rungs_twice": "a rung of one episode fired twice",
    "clock_wrong": "a hot lead's clock had not started, or started twice in one episode",
    "told_unfounded": "somebody was told what is not in the valid journal",
    "told_before": "somebody was told before the journal had it",
    "notices_missing": "a rung that supervisors or duty managers never heard of",
}
"""What makes a verdict false, by the name of its count."""

COUNTED: Final = {
    "captures": "captures acknowledged, each counted once",
    "acks": "acknowledgements and claims answered yes, each counted once",
    "faults": "faults begun",
    "faults_looked_at": "faults of kinds that show in the journal or in a worker's log",
    "faults_seen": "of these, faults that showed there",
    "rungs_due": "rungs that fell due before the lead was acknowledged",
    "rungs_late_in_faults": "rungs late by the time of a fault, or of its recovery",
    "rungs_overtaken": "rungs overdue when the lead was acknowledged: late, and then not needed",
    "redelivered": "notices that came again with the same id",
    "notices": "notices that came, each counted once",
    "void": "journal records of a branch that lost",
    "twice": "journal records that came again",
}
"""What is counted and allowed."""

FINDINGS_EACH: Final = 5
DOUBTS_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """`recovery_s` counts from the last heal, None when nothing was seen to recover.

    `rungs_late_max_s` is the longest that any rung was late, in a fault or not;
    `notices_max_s` the longest from a rung in the journal to its first notice.
    """

    verdict: Literal["true", "false", "unknown"]
    counts: dict[str, int]
    findings: list[str]
    recovery_s: float | None = None
    recovery_from_fault_s: float | None = None
    rungs_late_max_s: float = 0.0
    notices_max_s: float = 0.0


@dataclass(slots=True)
class Findings:
    """What was found so far. Texts name leads, reps and events by their ids and nobody else."""

    counts: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def breach(self, anomaly: str, text: str) -> None:
        """One more of an anomaly; the first few are told."""
        self.counts[anomaly] += 1
        if self.counts[anomaly] <= FINDINGS_EACH:
            self.texts.append(f"{anomaly}: {text}")

    def doubt(self, text: str) -> None:
        """Something that no verdict can be given on."""
        if len(self.doubts) < DOUBTS_MAX:
            self.doubts.append(f"unknown: {text}")

    @property
    def verdict(self) -> Literal["true", "false", "unknown"]:
        """False as soon as one anomaly is certain; else unknown while there is any doubt."""
        if any(self.counts[anomaly] for anomaly in ANOMALIES):
            return "false"
        return "unknown" if self.doubts else "true"

    def all_counts(self) -> dict[str, int]:
        """Every count by name, also those that are 0."""
        return {name: self.counts[name] for name in (*COUNTED, *ANOMALIES)}

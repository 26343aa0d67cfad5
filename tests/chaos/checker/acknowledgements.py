"""Acknowledgements: what reps were answered, held against the leases of the journal."""

from collections.abc import Sequence

from tests.chaos.checker.history import History, Operation
from tests.chaos.checker.leases import Lease
from tests.chaos.checker.verdict import Findings

NO_ANSWER_YET = 504
# An answer that was on its way when the lead left, to one who asked again under the same id.
ON_ITS_WAY_MS = 1000


def check_acknowledgements(
    history: History, leases: Sequence[Lease], findings: Findings, slack_ms: float
) -> None:
    """Every yes is a lease of the journal that had not ended; every lease taken was asked for.

    A 504 says that Kafka has the action and no answer came: had it been sent in time, no timer may
    have taken the lead.
    """
    acks, claims = history.of("acknowledge"), history.of("claim")
    by_lead: dict[str, list[Lease]] = {}
    for lease in leases:
        by_lead.setdefault(lease.lead, []).append(lease)
    yes: set[tuple[str, str, str]] = set()
    for operation in (*acks, *claims):
        of_lead = by_lead.get(operation.fields["lead"], [])
        if operation.outcome == "ok":
            held = _check_yes(operation, of_lead, findings, slack_ms)
            if held is not None:
                yes.add(held.who)
        elif operation.f == "acknowledge" and operation.fields.get("status") == NO_ANSWER_YET:
            _check_beaten(operation, of_lead, findings)
    findings.counts["acks"] = len(yes)
    _check_two_yes(acks, findings)
    _check_asked(acks, claims, leases, findings)


def _mine(operation: Operation, leases: Sequence[Lease]) -> list[Lease]:
    rep, epoch = operation.fields["rep"], operation.fields.get("epoch")
    return [lease for lease in leases if lease.rep == rep and epoch in (None, lease.epoch)]


def _check_yes(
    operation: Operation, leases: Sequence[Lease], findings: Findings, slack_ms: float
) -> Lease | None:
    who = f"{operation.fields['rep']} was told yes for lead {operation.fields['lead']}"
    epoch = operation.fields.get("epoch")
    answered = operation.fields.get("answered_epoch", epoch)
    if answered != epoch:
        findings.breach("acks_unfounded", f"{who} under {epoch}, and the answer names {answered}")
    taken = [lease for lease in _mine(operation, leases) if lease.taken_ms is not None]
    if not taken:
        findings.breach("acks_unfounded", f"{who}, and no entry says so")
        return None
    begun = [one for one in taken if (one.taken_ms or 0) <= operation.ended_ms + slack_ms]
    if not begun:
        findings.breach("told_before", f"{who} before the journal had it")
        return None
    for lease in begun:
        if lease.ended_ms is None or operation.began_ms <= lease.ended_ms + ON_ITS_WAY_MS:
            return lease
    findings.breach("acks_stale", f"{who} after it had left them")
    return None


def _check_beaten(operation: Operation, leases: Sequence[Lease], findings: Findings) -> None:
    for lease in _mine(operation, leases):
        if lease.beaten_at_ms is not None and operation.ended_ms < lease.beaten_at_ms:
            findings.breach(
                "acks_beaten",
                f"lead {lease.lead}: {lease.rep} acknowledged"
                f" {(lease.beaten_at_ms - operation.ended_ms) / 1000:.1f} s before the deadline",
            )


def _check_two_yes(acks: Sequence[Operation], findings: Findings) -> None:
    """From outside alone: one lead under one epoch is one rep's."""
    owner: dict[tuple[str, str], str] = {}
    for operation in acks:
        if operation.outcome == "ok":
            fields = operation.fields
            rep = owner.setdefault((fields["lead"], fields["epoch"]), fields["rep"])
            if rep != fields["rep"]:
                text = f"lead {fields['lead']}: {rep} and {fields['rep']} were both told yes"
                findings.breach("live_twice", text)


def _check_asked(
    acks: Sequence[Operation],
    claims: Sequence[Operation],
    leases: Sequence[Lease],
    findings: Findings,
) -> None:
    asked = {(one.fields["lead"], one.fields["rep"], one.fields["epoch"]) for one in acks}
    claimed = {(one.fields["lead"], one.fields["rep"]) for one in claims}
    for lease in leases:
        known = (lease.lead, lease.rep) in claimed if lease.via == "claim" else lease.who in asked
        if lease.via and not known:
            text = f"lead {lease.lead}: {lease.rep} has it by {lease.via} and never asked"
            findings.breach("unexpected", text)

"""What phones and webhooks were told: only what the valid journal holds, and only after it."""

from collections.abc import Mapping, Sequence

from tests.chaos.checker.history import History, Told
from tests.chaos.checker.journal import Change, Shard
from tests.chaos.checker.leases import Lease
from tests.chaos.checker.verdict import Findings

ENDS = ("withdrawn", "left")
PEOPLE = ("supervisors", "duty-managers")


def check_told(
    history: History,
    shards: Mapping[int, Shard],
    leases: Sequence[Lease],
    findings: Findings,
    slack_ms: float,
    *,
    quiet: bool,
) -> float:
    """Assignments told to phones, and notices told to webhooks.

    Returns the longest time in ms from a rung in the journal to its first notice.
    """
    _check_assignments(history, leases, findings, slack_ms)
    return _check_notices(history, shards, findings, slack_ms, quiet=quiet)


def _check_assignments(
    history: History, leases: Sequence[Lease], findings: Findings, slack_ms: float
) -> None:
    known: dict[tuple[str, str], list[Lease]] = {}
    for lease in leases:
        known.setdefault((lease.lead, lease.rep), []).append(lease)
    for told in history.told:
        if told.f != "assignment" or "lead" not in told.fields:
            continue
        event = told.fields.get("value", {}).get("event", "assigned")
        epoch = told.fields.get("epoch")
        mine = known.get((told.fields["lead"], told.fields["rep"]), [])
        mine = [lease for lease in mine if epoch in (None, lease.epoch)]
        since = [_since(lease, event) for lease in mine]
        had = [at for at in since if at is not None]
        what = f"rep {told.fields['rep']} was told {event} of lead {told.fields['lead']}"
        _judge(told, had, what, findings, slack_ms)


def _since(lease: Lease, event: str) -> float | None:
    if event in ENDS:
        return lease.ended_ms
    return lease.taken_ms if event == "acknowledged" else lease.told_ms


def _check_notices(
    history: History,
    shards: Mapping[int, Shard],
    findings: Findings,
    slack_ms: float,
    *,
    quiet: bool,
) -> float:
    longest_ms = 0.0
    rungs: dict[tuple[str, str], list[float]] = {}
    owed: set[tuple[str, str]] = set()
    for shard in shards.values():
        for entry, change in shard.changes():
            rung = _rung(change)
            if rung is not None:
                rungs.setdefault(rung, []).append(entry.written_ms)
                if _for_people(change):
                    owed.add(rung)
    notices = [told for told in history.told if told.f == "notice"]
    seen: set[tuple[str, str]] = set()
    for told in notices:
        value = told.fields["value"]
        lead = told.fields["lead"]
        subject = lead or f"{told.fields['tenant']}/{value['pool']}"
        rung = (subject, value["rung"])
        owed.discard(rung)
        notice = (value["id"], value.get("to", ""))
        had = rungs.get(rung, [])
        before = [at for at in had if at <= told.at_ms + slack_ms]
        if notice in seen:
            findings.counts["redelivered"] += 1
        elif before:
            # The ladder may have been climbed before, in another episode.
            longest_ms = max(longest_ms, told.at_ms - max(before))
        seen.add(notice)
        what = f"{value['rung']} of {'lead ' if lead else ''}{subject} was noticed"
        _judge(told, had, what, findings, slack_ms)
    findings.counts["notices"] = len(seen)
    for lead, name in sorted(owed):
        if quiet:
            findings.breach("notices_missing", f"{name} of lead {lead} was never noticed")
        else:
            findings.doubt(f"{name} of lead {lead} had no notice when the run was cut off")
    return longest_ms


def _rung(change: Change) -> tuple[str, str] | None:
    """Of whom or what somebody is told, and what: a lead's rung, or how a pool is served."""
    match change["kind"]:
        case "rung":
            return change["lead"], change["name"]
        case "slower_rung":
            return change["lead"], change["why"].replace("_", "-")
        case "unserved" | "served_again":
            return f"{change['tenant']}/{change['pool']}", change["kind"].replace("_", "-")
        case _:
            return None


def _for_people(change: Change) -> bool:
    if change["kind"] == "rung":
        does = set(change["does"].split("+"))
        return bool(does & set(PEOPLE)) and not change.get("test")
    return not change.get("test") and change["notify"] in PEOPLE


def _judge(
    told: Told, had_ms: Sequence[float], what: str, findings: Findings, slack_ms: float
) -> None:
    if not had_ms:
        findings.breach("told_unfounded", f"{what}, and no entry says so")
    elif min(had_ms) > told.at_ms + slack_ms:
        early_ms = min(had_ms) - told.at_ms
        findings.breach("told_before", f"{what} {early_ms:.0f} ms before the journal had it")

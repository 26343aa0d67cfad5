"""What happened with a lead, told by what the journal says it did.

A line is a change of the journal, or the part of one that a lead's story keeps (`tell` in
router/leads/lua/parts/25_story.lua): the same names, with its instant as `at`. Whoever shows a
lead's past shows these sentences, so that board, phone and command line cannot differ.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hotlead.router.rules.scoring import MICRO
from hotlead.router.telling import event_words as words
from hotlead.router.telling.names import Names, labelled
from hotlead.router.telling.wording import Sentence, Words, filled, same, span

Line = Mapping[str, Any]
_TOUCH: Final = re.compile(r"(reached|no answer)(?:: (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence; its `{names}` that stand in `times` are instants (UTC ms), to be written in the
    reader's zone.
    """

    en: str
    zh: str
    times: dict[str, int] = field(default_factory=dict)


def told(line: Line, names: Names) -> Told:
    """One line as a sentence. `line["kind"]` is a key of `TELLERS`.

    It says how much later it was entered than done, if by much.
    """
    told_ = TELLERS[line["kind"]](line, names)
    if "entered_after" not in line:
        return told_
    later = filled(words.LATER, {"later": span(line["entered_after"])})
    return Told(f"{told_.en} {later.en}", f"{told_.zh}{later.zh}", told_.times)


def _sentence(key: str, facts: Mapping[str, Words], **times: int) -> Told:
    holes = {name: same(f"{{{name}}}") for name in times}
    sentence = filled(words.EVENTS[key], {**facts, **holes})
    return Told(sentence.en, sentence.zh, times)


def _of(table: Mapping[str, Words], key: object) -> Words:
    return table.get(str(key or ""), table[""])


def _points(micropoints: float) -> Words:
    return same(f"{micropoints / MICRO:.1f}")


def _channel(line: Line) -> Words:
    return words.CHANNELS.get(line["channel"], same(line["channel"]))


def _captured(line: Line, _: Names) -> Told:
    return _sentence(line["kind"], {"channel": _channel(line)})


def _conflict(line: Line, _: Names) -> Told:
    return _sentence("identity_conflict", {"other": same(line["other"])})


def _signal(line: Line, names: Names) -> Told:
    kind = line["signal"]
    called = labelled(names.policy.labels.signals.get(kind), {}, kind)
    facts = {"signal": called, "value": same(f"{line['value']:g}")}
    return _sentence("signal", {"did": filled(_of(words.SIGNALS, kind), facts).words})


def _hot(line: Line, _: Names) -> Told:
    facts = {"score": _points(line["score"])}
    starts = line.get("clock_at")
    if starts is None or starts <= line["at"]:
        return _sentence("hot", facts)
    return _sentence("hot later", facts, clock_at=int(starts))


def _assigned(line: Line, names: Names) -> Told:
    facts = {"rep": names.rep(line["rep"]), "rule": _of(words.RULES, line.get("why"))}
    return _sentence("assigned", facts)


def _withdrawn(line: Line, names: Names) -> Told:
    facts = {name: same(line.get(name)) for name in ("missed", "missed_most")}
    how = filled(_of(words.LOST, line["reason"]), {}).words
    misses = filled(words.MISSES[_missed(line)], facts).words
    return _sentence("withdrawn", {"rep": names.rep(line["rep"]), "how": how, "misses": misses})


def _missed(line: Line) -> str:
    if line.get("missed") is None:
        return ""
    if line.get("set_away"):
        return "set away"
    most = line.get("missed_most")
    return "so far" if most is not None and line["missed"] < most else "only"


def _declined(line: Line, names: Names) -> Told:
    rep = names.rep(line["rep"])
    if not line.get("reason"):
        return _sentence("declined", {"rep": rep})
    return _sentence("declined why", {"rep": rep, "reason": names.reason(line["reason"])})


def _acknowledged(line: Line, names: Names) -> Told:
    key = line["via"] if line.get("via") in words.TAKEN else "acknowledged"
    return _sentence(key, {"rep": names.rep(line["rep"])})


def _left(line: Line, names: Names) -> Told:
    facts = {"rep": names.rep(line["rep"]), "how": _of(words.LOST, line["reason"])}
    return _sentence("left", facts)


def _reopened(line: Line, names: Names) -> Told:
    if "by" in line:
        facts = {"by": names.at_the_board(line["by"]), "note": same(line["note"])}
        return _sentence("reopened by", facts)
    return _sentence("reopened", {"why": _of(words.REOPENED, line.get("reason"))})


def _because(line: Line) -> Words:
    reason = line.get("reason") or ""
    key = line["kind"] if reason else ""
    return filled(words.BECAUSE[key], {"reason": same(reason)}).words


def how_given(line: Line) -> Words:
    """What a choice by hand overruled (`over`), and whether anything made way (`replaced`)."""
    parts = [words.OVER[one] for one in (line.get("over") or "").split("+") if one]
    if line.get("replaced"):
        parts.append(words.REPLACED)
    if not parts:
        return "", ""
    return f" ({', '.join(one[0] for one in parts)})", f"（{'、'.join(one[1] for one in parts)}）"


def _handed_over(line: Line, names: Names) -> Told:
    facts = {
        "by": names.at_the_board(line["by"]),
        "rep": names.rep(line["rep"]),
        "former": names.rep(line.get("former")),
        "because": _because(line),
        "over": how_given(line),
    }
    return _sentence("handed_over from" if line.get("former") else "handed_over", facts)


def _activity(line: Line, names: Names) -> Told:
    touch = _TOUCH.fullmatch(line.get("note") or "")
    note = (touch[2] if touch else line.get("note")) or ""
    did = touch[1] if touch else "contact" if line.get("contacted", True) else ""
    facts = {
        "rep": names.rep(line["rep"]),
        "did": words.DID[did],
        "note": filled(words.NOTE, {"note": same(note)}).words if note else ("", ""),
        "next": ("", ""),
    }
    if line.get("next_at") is None:
        return _sentence(line["kind"], facts)
    return _sentence(line["kind"], facts | {"next": words.NEXT}, next_at=int(line["next_at"]))


def _closed(line: Line, names: Names) -> Told:
    outcome = words.OUTCOMES.get(line["outcome"], same(line["outcome"]))
    return _sentence(line["kind"], {"rep": names.rep(line["rep"]), "outcome": outcome})


def _revealed(line: Line, names: Names) -> Told:
    facts = {"by": names.at_the_board(line["by"]), "because": _because(line)}
    return _sentence("revealed", facts)


def _rung(line: Line, names: Names) -> Told:
    done = rung_did(line, names)
    after = line["after"] if "after" in line else line["due"] - line["hot_at"]
    name = names.rung(line["name"])
    return _sentence("rung", {"name": name, "after": span(after), "does": done.words})


def rung_did(line: Line, names: Names) -> Sentence:
    """What a rung did, as clauses, without its name and instant."""
    does = [part for part in line.get("does", "").split("+") if part]
    facts = {"rep": names.rep(line.get("rep")), "to": names.rep(line.get("to"))}
    parts = [filled(_of(words.DOES, _did(one, line)), facts) for one in does or [""]]
    return Sentence("; ".join(one.en for one in parts), "；".join(one.zh for one in parts))


def _did(part: str, line: Line) -> str:
    """What came of one thing that a rung was to do; a key of DOES."""
    if part == "remind" and not line.get("rep"):
        return "remind nobody"
    if part != "reassign":
        return part
    if not line.get("rep"):
        return "nothing to move"
    if line.get("to"):
        return "moved"
    if line.get("met"):
        return "met"
    return "behind" if line.get("behind") else "nobody else"


def _slower_rung(line: Line, _: Names) -> Told:
    whom = _of(words.DOES, line["notify"])
    facts = (
        {"whom": whom} if line["why"] == "all_refused" else {"whom": whom, "waited": _waited(line)}
    )
    return _sentence(line["why"], facts)


def _waited(line: Line) -> Words:
    return span(line["waited"] if "waited" in line else line["at"] - line["since"])


def _relaxed(line: Line, names: Names) -> Told:
    dropped = [names.attribute(name) for name in line["drop"].split("+")]
    both = (", ".join(one[0] for one in dropped), "、".join(one[1] for one in dropped))
    return _sentence("relaxed", {"drop": both})


def _refusals_cleared(_: Line, __: Names) -> Told:
    return _sentence("refusals_cleared", {})


def _rescored(line: Line, _: Names) -> Told:
    facts = {"from": _points(line["from"]), "score": _points(line["score"])}
    return _sentence("rescored", facts | {"policy": same(line.get("policy") or "")})


def _notice_sent(line: Line, names: Names) -> Told:
    via = words.VIA.get(line["via"], same(line["via"]))
    facts = {"to": names.told(line["to"]), "via": via}
    return _sentence(
        "notice_sent", {"told": filled(_of(words.NOTICES, line["result"]), facts).words}
    )


def _notice_seen(line: Line, names: Names) -> Told:
    return _sentence("notice_seen", {"rep": names.rep(line["rep"])})


TELLERS: Final[dict[str, Callable[[Line, Names], Told]]] = {
    "captured": _captured,
    "merged": _captured,
    "identity_conflict": _conflict,
    "signal": _signal,
    "hot": _hot,
    "assigned": _assigned,
    "withdrawn": _withdrawn,
    "declined": _declined,
    "acknowledged": _acknowledged,
    "left": _left,
    "reopened": _reopened,
    "handed_over": _handed_over,
    "activity": _activity,
    "late_activity": _activity,
    "closed": _closed,
    "outcome_undone": _closed,
    "revealed": _revealed,
    "rung": _rung,
    "slower_rung": _slower_rung,
    "relaxed": _relaxed,
    "refusals_cleared": _refusals_cleared,
    "rescored": _rescored,
    "notice_sent": _notice_sent,
    "notice_seen": _notice_seen,
}
"""Who tells each kind. `captured` and `signal` are lines that a story keeps elsewhere."""

"""Who may serve a lead, and what it scores, worked out from the fields of both.

Written from the design and not from the scripts, so that the two can disagree.
"""

from hotlead.router.rules.scoring import HOUR_MS


def _names(text: str | None) -> set[str]:
    return set(filter(None, (text or "").split(",")))


def needs(lead: dict[str, str]) -> set[str]:
    """What the lead asks of a rep now."""
    asked = {field[2:]: tokens for field, tokens in lead.items() if field.startswith("n.")}
    dropped = _names(lead.get("dropped"))
    return {t for name, tokens in asked.items() if name not in dropped for t in tokens.split(",")}


def may_serve(name: str, rep: dict[str, str], lead: dict[str, str]) -> bool:
    """Whether the rep has all that the lead asks for, and did not refuse it."""
    if rep["tenant"] != lead["tenant"] or lead["pool"] not in _names(rep["pools"]):
        return False
    if name in _names(lead.get("refused")):
        return False
    regions, skills = _names(rep["regions"]), _names(rep["skills"])
    for need in needs(lead):
        what, _, value = need.partition(":")
        if what == "region" and regions and value not in regions:
            return False
        if what == "skill" and value not in skills:
            return False
        if what == "tier" and int(rep["tier"]) < int(value):
            return False
    return True


def score(lead: dict[str, str], at: int) -> float:
    """Micropoints of a lead at an instant."""
    age = max(0, at - int(lead["captured_at"]))
    return float(lead["base"]) + max(
        0.0, float(lead["start"]) - float(lead["slope"]) * age / HOUR_MS
    )

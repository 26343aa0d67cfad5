"""How people, and what a policy names, are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hotlead.router.policy import labels
from hotlead.router.policy.document import Policy
from hotlead.router.telling import event_words as words
from hotlead.router.telling.wording import Words, same

_NOBODY: Final[Words] = ("nobody", "无人")


@dataclass(frozen=True, slots=True)
class Names:
    """How people are called: reps, and who is at the board, by id; what a policy calls things."""

    policy: Policy
    reps: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)

    def rep(self, id_: str | None) -> Words:
        """A rep's name, or their id."""
        return same(self.reps.get(id_) or id_) if id_ else _NOBODY

    def at_the_board(self, id_: str) -> Words:
        """A supervisor's or viewer's name, or their id."""
        return same(self.staff.get(id_) or id_)

    def told(self, id_: str) -> Words:
        """Whom a notice was for: a rep, or somebody of the policy."""
        people = self.policy.supervisors + self.policy.duty_managers + self.policy.reps
        named = {person.id: person.name for person in people}
        return same(self.reps.get(id_) or named.get(id_) or self.staff.get(id_) or id_)

    def reason(self, code: str) -> Words:
        """Why a rep declined, as their page called it."""
        found = [one for one in self.policy.decline_reasons if one.code == code]
        return (found[0].en, found[0].zh) if found else same(code)

    def rung(self, name: str) -> Words:
        """What a rung is called."""
        return labelled(self.policy.labels.rungs.get(name), words.RUNGS, name)

    def attribute(self, name: str) -> Words:
        """What an attribute is called."""
        return labelled(self.policy.labels.attributes.get(name), words.ATTRIBUTES, name)


def labelled(label: labels.Words | None, known: Mapping[str, Words], name: str) -> Words:
    """What the policy calls it, else what it is known as, else its name made readable."""
    if label is not None:
        return label.en, label.zh
    return known.get(name, same(labels.readable(name)))

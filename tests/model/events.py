"""Events of the inbox as a machine thinks them up: few people, few reps, many meetings."""

from typing import Any

from hotlead.topics.inbox import (
    Acknowledge,
    Activity,
    CaptureReceived,
    Claim,
    ClosedReopened,
    Decline,
    HandOver,
    NoticeSeen,
    NoticeSent,
    PolicyActivated,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Ready,
    Release,
    RepRegistered,
    SignalReceived,
    SignedOut,
    Undo,
)
from tests.model.actions import Action
from tests.model.world import HOUR, World

OTHERS = ("L5", "theirs")
KINDS: dict[str, type[Acknowledge | Decline | Release | Activity | Undo]] = {
    "acknowledge": Acknowledge,
    "decline": Decline,
    "release": Release,
    "activity": Activity,
    "undo": Undo,
}


def tenant_of(name: str) -> str:
    """The tenant of a rep or lead."""
    return "other" if name in OTHERS else "main"


class Events:
    """Makes events, each with an id that nobody had before."""

    def __init__(self, world: World) -> None:
        self._world, self._ids = world, 0

    def _id(self) -> str:
        self._ids += 1
        return f"i{self._ids}"

    def capture(
        self, person: int, grade: float, asked: dict[str, str], age_h: float, **fields: Any
    ) -> CaptureReceived:
        """A person leaves a contact, `age_h` hours ago; `also` is a second person it names."""
        lead, also, id_ = f"L{person}", fields.pop("also", None), self._id()
        name = lead if lead not in self._world.leads else f"{lead}-again"
        people = (person, also) if also is not None else (person,)
        return CaptureReceived(
            tenant=tenant_of(lead),
            channel="web-form",
            event_id=id_,
            contact_id=f"{name}.{id_}",
            at_ms=self._world.now - round(age_h * HOUR),
            received_ms=self._world.now,
            contact={"phone": "+8613800138000"},
            masked="138****8000",
            identities=tuple(f"id:{tenant_of(lead)}:{who}" for who in people),
            visitor=f"v{person}",
            attributes={"grade": f"{grade:g}"} | asked,
            **fields,
        )

    def signal(self, person: int, kind: str, value: float) -> SignalReceived:
        """A visitor does something."""
        return SignalReceived(
            tenant=tenant_of(f"L{person}"),
            event_id=self._id(),
            at_ms=self._world.now,
            visitor=f"v{person}",
            signal=kind,
            value=value,
        )

    def register(self, rep: str, **fields: Any) -> RepRegistered:
        """A supervisor registers a rep, or changes one."""
        return RepRegistered(
            action_id=self._id(), by="sup", tenant=tenant_of(rep), rep=rep, **fields
        )

    def presence(self, rep: str, presence: Any) -> PresenceSet:
        """A rep sets a presence."""
        return PresenceSet(action_id=self._id(), tenant=tenant_of(rep), rep=rep, presence=presence)

    def ready(self, rep: str) -> Ready:
        """A rep ends a wrap-up."""
        return Ready(action_id=self._id(), tenant=tenant_of(rep), rep=rep)

    def act(
        self, kind: str, lead: str, rep: str | None = None, epoch: str | None = None, **fields: Any
    ) -> Action:
        """Who has the lead does something to it, unless another rep or epoch is named."""
        known = self._world.leads.get(lead)
        rep = rep or (known.rep if known else None) or "r0"
        epoch = epoch or (known.epoch if known else None) or "none"
        return KINDS[kind](
            action_id=self._id(), tenant=tenant_of(rep), lead=lead, rep=rep, epoch=epoch, **fields
        )

    def claim(self, lead: str, rep: str) -> Claim:
        """A rep takes a lead that is open to all."""
        return Claim(action_id=self._id(), tenant=tenant_of(rep), lead=lead, rep=rep)

    def undo(self, lead: str, **fields: Any) -> Action:
        """Who closed the lead takes that back."""
        known = self._world.leads.get(lead)
        rep = known.closed_by if known else None
        was = known.was if known else None
        return self.act("undo", lead, rep, was.epoch if was else None, **fields)

    def hand_over(self, lead: str, rep: str, without_room: Any) -> HandOver:
        """A supervisor gives a lead to a rep."""
        fields: Any = {"tenant": tenant_of(lead), "lead": lead, "rep": rep, "by": "sup"}
        return HandOver(action_id=self._id(), without_room=without_room, **fields)

    def reopen(self, lead: str, rep: str | None, without_room: Any) -> ClosedReopened:
        """A supervisor reopens a closed lead."""
        fields: Any = {"tenant": tenant_of(lead), "lead": lead, "rep": rep, "by": "sup"}
        return ClosedReopened(
            action_id=self._id(), reason="a mistake", without_room=without_room, **fields
        )

    def subscribe(self, rep: str, phone: str) -> PushSubscribed:
        """A phone takes pushes for a rep."""
        fields: Any = {"tenant": tenant_of(rep), "rep": rep, "subscription": phone}
        endpoint = f"https://push.example.org/{phone}"
        return PushSubscribed(
            action_id=self._id(), endpoint=endpoint, p256dh="p", auth="a", **fields
        )

    def unsubscribe(self, rep: str, phone: str) -> PushUnsubscribed:
        """A phone takes no more."""
        fields: Any = {"tenant": tenant_of(rep), "rep": rep, "subscription": phone}
        return PushUnsubscribed(action_id=self._id(), **fields)

    def sign_out(self, rep: str, before_ms: int) -> SignedOut:
        """A supervisor signs a rep out."""
        fields: Any = {"tenant": tenant_of(rep), "rep": rep, "by": "sup"}
        return SignedOut(action_id=self._id(), before_ms=before_ms, **fields)

    def notice_sent(self, to: str, leads: list[str], phone: str | None, result: Any) -> NoticeSent:
        """What came of a message about these leads, to a phone or by a vendor."""
        return NoticeSent(
            tenant=tenant_of(to),
            to=to,
            via="dingtalk" if phone is None else "web-push",
            subscription=phone,
            result=result,
            attempts=1,
            notices=[{"notice": f"n{i}", "lead": lead} for i, lead in enumerate(leads)],
        )

    def notice_seen(self, rep: str, lead: str) -> NoticeSeen:
        """A rep's phone has shown a push about a lead."""
        return NoticeSeen(tenant=tenant_of(rep), rep=rep, notice="n0", lead=lead)

    def policy(self, version: str) -> PolicyActivated:
        """A policy comes into force."""
        return PolicyActivated(action_id=self._id(), version=version)

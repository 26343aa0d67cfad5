"""The guards before every transition: whose generation, which place in the inbox, what time."""

from collections.abc import Callable

from hotlead.router.policy.document import Policy
from hotlead.topics.event import ActionEvent
from hotlead.topics.inbox import (
    CaptureReceived,
    ClosedReopened,
    Marker,
    NoticeSeen,
    NoticeSent,
    PolicyActivated,
    PresenceSet,
    PushSubscribed,
    PushUnsubscribed,
    Ready,
    RepRegistered,
    SignalReceived,
    SignedOut,
)
from tests.model import actions, by_hand, intake, phones, slower, timers
from tests.model.actions import Action
from tests.model.phones import PhoneAction
from tests.model.world import World

Event = (
    CaptureReceived
    | SignalReceived
    | RepRegistered
    | PresenceSet
    | Ready
    | Action
    | ClosedReopened
    | PhoneAction
    | NoticeSent
    | NoticeSeen
    | PolicyActivated
    | Marker
)


class Model:
    """One shard that decides by itself. Each method returns the code that the script is to give.

    `held_max` bounds the signals that are held for visitors who left no contact.
    """

    def __init__(self, first: Policy, clock: int, held_max: int) -> None:
        self.world = World(first, clock)
        self._held_max = held_max

    def claim(self, generation: int) -> str:
        """A new owner; its epochs are counted from 1."""
        if generation < self.world.generation:
            return "stale"
        self.world.generation, self.world.counter = generation, 0
        return "opened"

    def take(
        self, event: Event, policy: Policy, *, generation: int, follows: int, position: int
    ) -> str:
        """One event of the inbox, under the policy in force (the new one, if it is a policy)."""
        world = self.world
        if generation != world.generation:
            return "stale"
        if world.next < follows:
            return "gap"
        if position < world.next:
            return "skipped"
        code = self._transition(lambda: self._once(event, policy))
        world.next = position + 1
        return code

    def _once(self, event: Event, policy: Policy) -> str:
        """An id belongs to what was first asked under it; anything else under it does nothing."""
        if isinstance(event, ActionEvent):
            seen, asked = f"a|{event.action_id}", event.model_dump(exclude={"before_ms"})
            if not self.world.recalls(seen):
                self.world.asked[seen] = asked
            elif self.world.asked[seen] != asked:
                said = {"action": event.action_id, "status": 422, "reason": "id_used"}
                self.world.tell("answered", **said)
                return "refused"
        return self._decide(event, policy)

    def _decide(self, event: Event, policy: Policy) -> str:
        match event:
            case CaptureReceived():
                return intake.capture(self.world, event)
            case SignalReceived():
                return intake.signal(self.world, event, self._held_max)
            case RepRegistered():
                return actions.register(self.world, event)
            case PresenceSet():
                return actions.presence(self.world, event)
            case Ready():
                return actions.ready(self.world, event)
            case PushSubscribed() | PushUnsubscribed() | SignedOut():
                return phones.act(self.world, event)
            case NoticeSent():
                return phones.sent(self.world, event)
            case NoticeSeen():
                return phones.seen(self.world, event)
            case PolicyActivated():
                return intake.policy(self.world, policy, event.action_id, rescore=True)
            case ClosedReopened():
                return by_hand.reopen_closed(self.world, event)
            case Marker():
                return "applied"
            case _:
                return actions.act(self.world, event)

    def open(self) -> str:
        """The first policy comes into force."""
        world = self.world
        return self._transition(lambda: intake.policy(world, world.policy, None, rescore=False))

    def fire(self, member: str, horizon: int, *, notify_only: bool) -> str:
        """A timer of the owner's."""
        return self._transition(
            lambda: timers.fire(self.world, member, horizon, notify_only=notify_only)
        )

    def freeze(self, code: str) -> str:
        """Leads of a class stand still from here on: the model knows no queues, nothing changes.

        It takes the code as it is told, for another timer may have moved the same leads before.
        """
        return self._transition(lambda: code if code == "early" else "applied")

    def rescore(self, lead: str) -> str:
        """A lead is scored by the policy in force."""
        return self._transition(lambda: intake.rescore(self.world, lead))

    def follow_bound(self, rep: str) -> str:
        """A rep is given the bound of the policy in force."""
        return self._transition(lambda: actions.follow_bound(self.world, rep))

    def look_at_place(self, tenant: str, pool: str) -> str:
        """The owner looks whether a place is served."""
        return self._transition(lambda: slower.look_at_place(self.world, tenant, pool))

    def offline(self, rep: str, *, long_enough: bool) -> str:
        """The owner found that nothing reached the rep for a while, for too long or not."""
        return self._transition(lambda: timers.offline(self.world, rep) if long_enough else "early")

    def online(self, rep: str) -> str:
        """The owner found a heartbeat of a rep who was offline."""
        return self._transition(lambda: timers.online(self.world, rep))

    def _transition(self, decide: Callable[[], str]) -> str:
        code = decide()
        self.world.last = self.world.now
        return code

"""Thinks up what happens to a shard, and does it to the model and to Redis.

The steps are the inputs of a shard, in place and out of it, time, timers that lag, owners that
change, reps that leave. What does not fit is done as well: an old epoch, another's lead, a rep of
another tenant.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from redis.asyncio import Redis

from hotlead.topics.event import ActionEvent
from tests.model.events import Events
from tests.model.model import Event
from tests.model.pair import Pair
from tests.model.policies import POLICIES
from tests.model.steps import RECENT, happenings, team, versions
from tests.model.world import HOUR


class Machine(RuleBasedStateMachine):
    """A shard with a few people and reps; `url` is the store, `steps` counts what was done."""

    url: ClassVar[str]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = Redis.from_url(self.url)
        self.failed = True

    def teardown(self) -> None:
        """A last look at the whole, and the connection is closed."""
        try:
            if not self.failed:
                self.step(self.pair.finish())
        finally:
            self.runner.run(self.redis.aclose())
            self.runner.close()

    def step(self, doing: Coroutine[Any, Any, None]) -> None:
        """Does it, and notes when it failed."""
        type(self).steps += 1
        self.failed = True
        self.runner.run(doing)
        self.failed = False

    @initialize(policy=versions, members=team)
    def opens(self, policy: str, members: list[dict[str, Any]]) -> None:
        self.pair = Pair(self.redis, POLICIES[policy])
        self.events = Events(self.pair.world)
        self.sent: list[Event] = []
        self.epochs: dict[str, list[str]] = {}
        self.step(self.pair.open())
        for i, member in enumerate(members):
            given = {"pools": ("main", "vip")} | member
            self.take(self.events.register(f"r{i}", **given), self.events.presence(f"r{i}", "idle"))

    def take(self, *events: Event, leap: int = 0) -> None:
        """Sends events to the inbox as one batch."""
        self.sent = [*self.sent, *events][-RECENT:]
        self.step(self.pair.take(*events, leap=leap))
        for lead in self.pair.world.leads.values():
            known = self.epochs.setdefault(lead.id, ["none"])
            if lead.epoch is not None and lead.epoch not in known:
                known.append(lead.epoch)

    def nth(self, which: int, *states: str, open_only: bool = False) -> str:
        """A lead in one of these states, else any, else one that nobody knows."""
        every = list(self.pair.world.leads.values())
        fit = [x for x in every if x.state in states and (x.open or not open_only)] or every
        return fit[which % len(fit)].id if fit else "nobody"

    @rule(happening=happenings)
    def happens(self, happening: tuple[str, dict[str, Any]]) -> None:
        """One step. Rules of their own would be left out half of the time by hypothesis, and a
        life without captures shows nothing."""
        name, given = happening
        getattr(self, name)(**given)

    # What comes in

    def registers(self, rep: str, member: dict[str, Any], presence: str) -> None:
        self.take(self.events.register(rep, **member), self.events.presence(rep, presence))

    def sets_presence(self, rep: str, presence: str) -> None:
        self.take(self.events.presence(rep, presence))

    def is_ready(self, rep: str) -> None:
        self.take(self.events.ready(rep))

    def leaves_a_contact(self, person: int, **fields: Any) -> None:
        self.take(self.events.capture(person, **fields))

    def leave_contacts(self, several: list[tuple[int, float, dict[str, str], float]]) -> None:
        self.take(*(self.events.capture(*one) for one in several))

    def do_something(self, several: list[tuple[int, str, float]]) -> None:
        self.take(*(self.events.signal(*one) for one in several))

    # What people do

    def done(self, ago_s: int | None) -> int | None:
        """When a phone says that something was done."""
        return None if ago_s is None else self.pair.world.now - ago_s * 1000

    def acknowledges(self, which: int, ago_s: int | None) -> None:
        lead = self.nth(which, "assigned")
        self.take(self.events.act("acknowledge", lead, done_at_ms=self.done(ago_s)))

    def declines(self, which: int, ago_s: int | None) -> None:
        lead = self.nth(which, "assigned")
        self.take(self.events.act("decline", lead, done_at_ms=self.done(ago_s)))

    def releases(self, which: int, ago_s: int | None) -> None:
        lead = self.nth(which, "acknowledged")
        self.take(self.events.act("release", lead, done_at_ms=self.done(ago_s)))

    def records_an_activity(
        self,
        which: int,
        outcome: str,
        contacted: bool,
        next_in_h: int | None,
        ago_s: int | None,
    ) -> None:
        next_at = None if next_in_h is None else self.pair.world.now + next_in_h * HOUR
        fields: dict[str, Any] = {"outcome": outcome, "contacted": contacted}
        fields["done_at_ms"] = self.done(ago_s)
        lead = self.nth(which, "acknowledged")
        self.take(self.events.act("activity", lead, next_at_ms=next_at, **fields))

    def tells_late(
        self, which: int, hold: int, outcome: str, contacted: bool, before_s: int
    ) -> None:
        """Who lost a lead tells what they did, `before_s` before they lost it."""
        every = [lead for lead in self.pair.world.leads.values() if lead.past]
        if every:
            lead = every[which % len(every)]
            epoch = sorted(lead.past)[hold % len(lead.past)]
            past = lead.past[epoch]
            fields: dict[str, Any] = {"outcome": outcome, "contacted": contacted}
            done = max(0, past.ended - before_s * 1000)
            late = self.events.act("activity", lead.id, past.rep, epoch, done_at_ms=done, **fields)
            self.take(late)

    def undoes(self, which: int, ago_s: int | None) -> None:
        self.take(self.events.undo(self.nth(which, "closed"), done_at_ms=self.done(ago_s)))

    def closes_and_takes_it_back(self, which: int, contacted: bool, after_s: int) -> None:
        """The whole of it at once, for chance alone seldom gets so far."""
        lead = self._taken(which)
        self.take(self.events.act("activity", lead, outcome="lost", contacted=contacted))
        self.step(self.pair.wait(after_s))
        self.take(self.events.undo(lead))

    def loses_it_and_tells_late(self, which: int, contacted: bool, before_s: int) -> None:
        """The same: an hour passes without a contact, and then there was one."""
        lead = self._taken(which)
        self.step(self.pair.wait(HOUR // 1000 + 1))
        past = self.pair.world.leads[lead].past if lead in self.pair.world.leads else {}
        for epoch, one in list(past.items())[-1:]:
            done, fields = max(0, one.ended - before_s * 1000), {"contacted": contacted}
            told = self.events.act("activity", lead, one.rep, epoch, done_at_ms=done, **fields)
            self.take(told)

    def _taken(self, which: int) -> str:
        """A lead that a rep has acknowledged, if any is to be had."""
        lead = self.nth(which, "acknowledged", "assigned")
        if lead in self.pair.world.leads and self.pair.world.leads[lead].state == "assigned":
            self.take(self.events.act("acknowledge", lead))
        return lead

    def claims(self, which: int, rep: str) -> None:
        self.take(self.events.claim(self.nth(which, "waiting", "assigned", open_only=True), rep))

    def hands_over(self, which: int, rep: str, without_room: str) -> None:
        lead = self.nth(which, "waiting", "assigned", "acknowledged")
        self.take(self.events.hand_over(lead, rep, without_room))

    def reopens(self, which: int, rep: str | None, without_room: str) -> None:
        self.take(self.events.reopen(self.nth(which, "closed"), rep, without_room))

    def acts_out_of_turn(self, which: int, kind: str, rep: str | None, epoch: int | None) -> None:
        lead = self.nth(which)
        known = self.epochs.get(lead, ["none"])
        old = None if epoch is None else known[epoch % len(known)]
        self.take(self.events.act(kind, lead, rep, old))

    # Phones

    def subscribes(self, rep: str, phones: list[str]) -> None:
        self.take(*(self.events.subscribe(rep, phone) for phone in phones))

    def unsubscribes(self, rep: str, phone: str) -> None:
        self.take(self.events.unsubscribe(rep, phone))

    def is_signed_out(self, rep: str, ago_s: int) -> None:
        self.take(self.events.sign_out(rep, self.pair.world.now - ago_s * 1000))

    def is_told(self, which: int, rep: str, phone: str, result: str, pushed: bool) -> None:
        leads = [self.nth(which), self.nth(which + 1)]
        self.take(self.events.notice_sent(rep, leads, phone if pushed else None, result))

    def sees_a_push(self, which: int, rep: str) -> None:
        self.take(self.events.notice_seen(rep, self.nth(which)))

    # What goes wrong on the way

    def sends_again(self, which: int) -> None:
        if self.sent:
            self.take(self.sent[which % len(self.sent)])

    def uses_an_id_again(self, which: int, other: int) -> None:
        """Something is asked under the id of something else."""
        asked = [event for event in self.sent if isinstance(event, ActionEvent)]
        if asked:
            used = asked[which % len(asked)].action_id
            self.take(asked[other % len(asked)].model_copy(update={"action_id": used}))

    def batch_comes_again(self) -> None:
        self.step(self.pair.deliver(self.pair.batch))

    def positions_leap(self, person: int, by: int, missing: bool) -> None:
        event = self.events.signal(person, "visit", 1)
        if missing:
            self.step(self.pair.skip_ahead(event, by))
        else:
            self.take(event, leap=by)

    def another_owner_takes_over(self, which: int, back: int) -> None:
        if back:
            act = self.events.act("acknowledge", self.nth(which, "assigned"))
            self.step(self.pair.old_owner(act, back))
        else:
            self.step(self.pair.take_over())

    def falls_silent(self, rep: str, long_enough: bool) -> None:
        self.step(self.pair.silent(rep, long_enough=long_enough))

    def is_heard_of_again(self, rep: str) -> None:
        self.step(self.pair.heard(rep))

    # Time

    def time_passes(self, seconds: int) -> None:
        self.step(self.pair.wait(seconds))

    def nobody_looks(self, seconds: int) -> None:
        self.step(self.pair.set_time(self.pair.world.now + seconds * 1000))

    def timers_run(self, lag: int, inbox_is_read: bool) -> None:
        horizon = self.pair.world.now - lag * 1000
        self.step(self.pair.run_due(horizon, notify_only=not inbox_is_read))

    def places_are_looked_at(self) -> None:
        self.step(self.pair.look_at_places())

    def timer_is_tried(self, which: int, kind: str) -> None:
        self.step(self.pair.fire(f"{kind}|{self.nth(which)}"))

    # Policies

    def policy_changes(self, policy: str) -> None:
        self.step(self.pair.take(self.events.policy(policy), new=POLICIES[policy]))

    def leads_are_scored_anew(self, most: int) -> None:
        self.step(self.pair.rescore(most))

    def reps_are_bound(self, most: int) -> None:
        self.step(self.pair.bound(most))

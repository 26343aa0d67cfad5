"""Random events, actions, timers and leaps of time, all checks after each of them.

HOTLEAD_RANDOM_S lets it go on for longer than 30 s.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from hotlead.router.embedded.running import Running
from hotlead.router.rules.policy import Pacing, Policy, Relax, Rung
from hotlead.router.rules.requests import Call
from hotlead.topics.hours import WorkingHours
from hotlead.topics.journal import Change
from tests.integration.state import actions
from tests.integration.state.checking import check
from tests.integration.state.fold import Fold
from tests.integration.state.policies import WARMING, policy, scoring
from tests.integration.state.shard import HOUR, Shard

EXAMPLES, STEPS, BUDGET_S = 200, 40, float(os.environ.get("HOTLEAD_RANDOM_S", "30"))
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
POLICIES = (
    policy(version="plain", longest_wait_s=7200),
    policy(
        version="rich",
        rules=WARMING,
        hot=50,
        high_intent=60,
        waiting_points_per_min=0.2,
        relax=(Relax(after_s=90, drop=("region",)), Relax(after_s=400, drop=("language",))),
        pacing=Pacing(assignments=1, window_s=300),
        hours=OFFICE,
        outside_hours="wait",
    ),
    policy(
        version="short",
        rules=scoring(freshness_loss_per_h=20.0),
        requires={},
        ladder=(Rung(name="boss", after_s=100, reassign=True, open=True),),
        reopen_after_s=600,
        misses_before_away=1,
    ),
    policy(version="still", rules=scoring(decay="none")),
)

people = st.integers(0, 6)
reps = st.sampled_from(("r0", "r1", "r2", "theirs"))
grades = st.sampled_from((0, 25, 50, 64.5, 65.5, 75, 95, 100))
regions = st.sampled_from((None, "east", "west"))
languages = st.sampled_from((None, "en"))
spans_s = st.sampled_from((0.001, 1, 59, 60, 121, 300, 3600, 5 * 3600, 26 * 3600))
Act = Callable[..., Coroutine[Any, Any, Change]]


def tenant_of(name: str) -> str:
    """The tenant of a rep or lead."""
    return "other" if name in ("theirs", "L6") else "main"


class Life(RuleBasedStateMachine):
    """A shard with a few people and reps; `url` is the store.

    After `until` it does nothing more, unless it has found something that is to be made smaller.
    """

    url: ClassVar[str]
    until: ClassVar[float]
    broken: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = Redis.from_url(self.url)
        self.shard = Shard(self.redis)
        self.fold = Fold(self.redis)

    def teardown(self) -> None:
        """Closes the connection."""
        self.runner.run(self.redis.aclose())
        self.runner.close()

    @initialize(first=st.sampled_from(POLICIES))
    def opens(self, first: Policy) -> None:
        """An empty store, and one policy."""

        async def start() -> None:
            await self.redis.flushdb()
            await self.shard.open(first)

        self.runner.run(start())

    def step(self, *doing: Coroutine[Any, Any, Any]) -> None:
        """Does it, runs what is due, and checks everything."""

        async def done() -> None:
            before = len(self.shard.entries)
            for one in doing:
                await one
            await self.shard.run_timers()
            await check(self.shard, self.fold, len(self.shard.entries) - before)

        if monotonic() > self.until and not self.broken:
            for one in doing:
                one.close()
            return
        try:
            self.runner.run(done())
        except BaseException:
            type(self).broken = True
            raise

    @rule(
        rep=reps,
        capacity=st.sampled_from((1, 1, 2, 3, 0)),
        weight=st.sampled_from((1, 2)),
        tier=st.sampled_from((0, 1)),
        region=regions,
        language=languages,
        cap=st.sampled_from((None, None, 2)),
        hours=st.sampled_from((WorkingHours(), OFFICE)),
    )
    def registers(
        self,
        rep: str,
        capacity: int,
        region: str | None,
        language: str | None,
        cap: int | None,
        **fields: Any,
    ) -> None:
        fields |= {
            "capacity": capacity,
            "tenant": tenant_of(rep),
            "regions": (region,) if region else (),
            "skills": ("english",) if language else (),
            "daily_cap": cap,
        }
        self.step(self.shard.rep(rep, **fields))

    @rule(rep=reps, presence=st.sampled_from(("idle", "idle", "busy", "away")))
    def sets_presence(self, rep: str, presence: str) -> None:
        self.step(self.shard.presence(rep, presence, tenant=tenant_of(rep)))

    @rule(
        person=people,
        grade=grades,
        region=regions,
        language=languages,
        age_h=st.sampled_from((0, 1, 49.99, 70)),
    )
    def leaves_a_contact(
        self, person: int, grade: float, region: str | None, language: str | None, age_h: float
    ) -> None:
        lead = f"L{person}"
        asked = {"region": region, "language": language}
        attributes = {name: value for name, value in asked.items() if value}
        fields = {"tenant": tenant_of(lead), "visitor": f"v{person}", "age_h": age_h}
        self.step(self.shard.capture(lead, grade, attributes=attributes, **fields))

    @rule(person=people, times=st.sampled_from((1, 3)))
    def does_something(self, person: int, times: int) -> None:
        tenant = tenant_of(f"L{person}")
        self.step(*(self.shard.signal(f"v{person}", tenant=tenant) for _ in range(times)))

    @rule(
        person=people,
        act=st.sampled_from(
            (actions.acknowledge, actions.acknowledge, actions.decline, actions.release)
        ),
        retry=st.booleans(),
    )
    def holder_acts(self, person: int, act: Act, retry: bool) -> None:
        lead = f"L{person}"
        fields = {"tenant": tenant_of(lead)}
        if retry:
            fields["action_id"] = f"again-{person}"
        self.step(act(self.shard, lead, **fields))

    @rule(person=people, rep=reps, act=st.sampled_from((actions.acknowledge, actions.decline)))
    def another_acts(self, person: int, rep: str, act: Act) -> None:
        self.step(act(self.shard, f"L{person}", rep=rep, tenant=tenant_of(rep)))

    @rule(
        person=people,
        outcome=st.sampled_from(("open", "open", "won", "lost")),
        contacted=st.booleans(),
    )
    def records_an_activity(self, person: int, outcome: str, contacted: bool) -> None:
        lead = f"L{person}"
        fields = {"tenant": tenant_of(lead), "outcome": outcome, "contacted": contacted}
        self.step(actions.activity(self.shard, lead, **fields))

    @rule(person=people, rep=reps, act=st.sampled_from((actions.claim, actions.hand_over)))
    def takes_or_is_given(self, person: int, rep: str, act: Act) -> None:
        self.step(act(self.shard, f"L{person}", rep, tenant=tenant_of(rep)))

    @rule(rep=reps)
    def falls_silent(self, rep: str) -> None:
        self.step(self.shard.timer(Call("offline", {"rep": rep, "silent_before": 10**14})))

    @rule(rep=reps)
    def is_heard_of_again(self, rep: str) -> None:
        async def beat() -> None:
            if await self.shard.store.heartbeat(rep):
                await self.shard.timer(Call("online", {"rep": rep}))

        self.step(beat())

    @rule(seconds=st.sampled_from((0.001, 1, 59, 60, 121, 300, 1200)))
    def time_passes(self, seconds: float) -> None:
        self.step(self.shard.wait(seconds=seconds))

    @rule(seconds=spans_s)
    def time_leaps(self, seconds: float) -> None:
        self.step(self.shard.jump(seconds=seconds))

    @precondition(lambda self: self.shard.now % HOUR < HOUR / 2)
    @rule(new=st.sampled_from(POLICIES))
    def policy_changes(self, new: Policy) -> None:
        self.step(self.shard.activate(new))

    @rule(seconds=st.sampled_from((121, 301, 1000)))
    def inbox_is_unread(self, seconds: float) -> None:
        async def unread() -> None:
            await self.shard.set_time(self.shard.now + round(seconds * 1000))
            await self.shard.run_timers(notify_only=True)

        self.step(unread())


def test_whatever_happens_the_invariants_hold(one_store: Running) -> None:
    class Here(Life):
        url = one_store.url
        until = monotonic() + BUDGET_S

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=round(EXAMPLES * max(1, BUDGET_S / 30)),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""The world: time, a brand, one shard's workers, and what goes wrong with them.

Time moves from one instant at which something happens to the next: an event of the agenda or a
deadline of the shard. At each, the owner takes turns until it has nothing left to do.
"""

from collections.abc import Mapping
from typing import Any, Final

from lupa import luajit21

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.audit.lead import Lead
from hotlead.router.reps.heartbeats import heartbeat
from hotlead.router.shard.connection import text
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.store import ShardStore
from hotlead.topics.streams import CONTACTS, INBOX, JOURNAL
from tests.simulation import faults
from tests.simulation.agenda import DAY, HOUR, MINUTE, SECOND, Agenda
from tests.simulation.brand import Brand
from tests.simulation.business import Business, drawn
from tests.simulation.judge import Judge
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore
from tests.simulation.process import Weather
from tests.simulation.stage import Stage
from tests.simulation.troubles import Troubles
from tests.simulation.worker import Site

RATE: Final = 0.3
"""Faults a capture, on average: they come while there is something to break."""
TURNS_MAX: Final = 200
CALM_DAYS_MAX: Final = 3
UNSERVED_MAX_MS: Final = 2 * HOUR
TICK_MS: Final = 50
INSPECT_EVERY_DAYS: Final = 7


class Unsettled(AssertionError):
    """The owner goes on and on at one instant, or leads reach no end though all is well."""


class World:
    """One brand in one shard. `live` some days, then `converge`."""

    def __init__(
        self,
        seed: int,
        *,
        mix: Mapping[faults.Fault, float] = faults.FAULTS,
        rate: float = RATE,
        lua: Any = luajit21,
        second_thoughts: bool = True,
        business: Business | None = None,
    ) -> None:
        self.mix, self._rate = mix, rate
        business = business or drawn(seed)
        self.agenda = Agenda(seed, business.start_ms, second_thoughts=second_thoughts)
        self.chance = self.agenda.chance
        self.weather = Weather(self.chance)
        store = MemoryStore(lambda: self.agenda.now * 1000, lua=lua)
        self.site = Site.new(store, policies=business.policies)
        self.new_run_id()
        self.inbox = self.site.logs[self.site.log(INBOX)]
        contacts = self.site.logs[self.site.log(CONTACTS)]
        self.brand = Brand(self.agenda, self.inbox, contacts, business)
        self.brand.on_capture = self._tempt
        self.troubles = Troubles()
        journal = self.site.logs[self.site.log(JOURNAL)]
        self.judge = Judge(journal, self.troubles, self.brand)
        self.stage = Stage(self.site, self.weather, self.agenda)
        self.faults: dict[str, int] = {}
        self.keys = ShardKeys(0, self.site.settings.redis_prefix)
        self._gateway = ShardStore(MemoryRedis(self.site.store), self.keys, AGGREGATES)
        self._deadlines = self.keys.key("deadlines")
        #: What the faults have set: see faults.py.
        self.unread_until = self.again = 0
        self._storm_until = 0
        #: The owner must take the inbox beyond this before a Redis that fell back is found.
        self._found_beyond = -1
        self._beaten_at = self._dense_since = self._settled_at = 0
        #: Since when the owner tried in vain; a quiet night is no such time.
        self._unserved_since: int | None = None

    @property
    def now(self) -> int:
        """The instant, UTC ms."""
        return self.agenda.now

    # Faults

    def _tempt(self) -> None:
        for _ in range(round(self._rate * self.chance.expovariate(1))):
            self.agenda.after(self.chance.randrange(6 * MINUTE), lambda: faults.draw(self))

    def trouble(self) -> None:
        """Something is broken from now on, until all is at rest again."""
        self.troubles.begin(self.now)

    def storm(self, *, redis: float = 0.0, kafka: float = 0.0) -> None:
        """Requests fail for a while."""
        self.weather.redis, self.weather.kafka = redis, kafka
        span = self.chance.choice((3, 20, 75)) * SECOND
        self._storm_until = self.now + span
        self.agenda.look_after(span)

    def new_run_id(self) -> None:
        """Redis is another process from here on."""
        self.site.store.run_id = f"{self.chance.getrandbits(160):040x}"

    def fell_back_in_silence(self) -> None:
        """Redis is behind, as the same process: only the next input finds that."""
        self._found_beyond = self.inbox.end

    # Time

    async def live(self, days: int) -> None:
        """So many days of work, with faults."""
        for day in range(days):
            await self.day(day)

    async def day(self, number: int) -> None:
        """One day, the first being 0. At its end, all being well, nobody is forgotten."""
        self.brand.morning(number)
        await self._until(self.now + DAY)
        if self._well:
            self.judge.watch.look(self.now)
        if number % INSPECT_EVERY_DAYS == INSPECT_EVERY_DAYS - 1:
            await self.inspect()

    async def converge(self) -> None:
        """Faults stop, all reps are there and do their work: every lead reaches an end.

        An end is: closed; acknowledged and contacted; or waiting for what no rep has.
        """
        self.agenda.forget()
        self._rate = 0.0
        self.weather.redis = self.weather.kafka = 0.0
        self.unread_until = self.again = 0
        self.stage.calm()
        await self._until(self.now + 1000)
        self.brand.become_diligent()
        for _ in range(CALM_DAYS_MAX * 24):
            await self._until(self.now + HOUR)
            if not self._unfinished():
                break
            self.brand.urge()
        else:
            left = [f"{lead.id} is {lead.state}" for lead in self._unfinished()]
            raise Unsettled(f"no end after {CALM_DAYS_MAX} days without faults: {left[:5]}")
        await self.inspect()
        self.judge.finish(self.now)

    def _unfinished(self) -> list[Lead]:
        owed = {lead for rep in self.brand.reps for lead in rep.owed}
        return [
            lead
            for lead in self.judge.leads.values()
            if lead.state == "assigned"
            or (lead.state == "acknowledged" and lead.id in owed)
            or (lead.state == "waiting" and self.judge.somebody_serves(lead))
        ]

    async def _until(self, instant: int) -> None:
        while self.now < instant:
            at = min(instant, self.agenda.next_at, self._next_deadline())
            self.agenda.now = max(self.now + 1, at)
            self.agenda.run_due()
            await self._settle()

    def _next_deadline(self) -> int:
        """When the owner will find something due, if it can look; it looks every 50 ms."""
        first = self.site.store.execute("ZRANGE", self._deadlines, "0", "0", "WITHSCORES")
        if not first or not self.stage.may_work or self.unread_until > self.now:
            return self.agenda.next_at
        return max(self.now + TICK_MS, int(float(text(first[1]))))

    async def _settle(self) -> None:
        """The owner does all it can at this instant."""
        await self._heartbeats()
        if self._storm_until and self.now >= self._storm_until:
            self.weather.redis = self.weather.kafka = 0.0
            self._storm_until = 0
        unread = self.unread_until > self.now
        for _ in range(TURNS_MAX):
            again, self.again = self.again, 0
            well = await self.stage.turn(unread=unread, again=again)
            self.judge.listen()
            if well:
                self._unserved_since = None
            else:
                self._unserved_since = self._unserved_since or self.now
                if self.now - self._unserved_since > UNSERVED_MAX_MS:
                    raise Unsettled("nobody can serve the shard, though nothing is away")
                self.trouble()
                self.agenda.look_again(SECOND)
                return
            if unread:
                self.agenda.look_again(5 * SECOND)
                return
            if self.stage.at_rest:
                break
        else:
            raise Unsettled(f"the owner does not come to rest at {self.now}")
        if self.troubles.since is not None and self.weather.calm and self.stage.nothing_ahead:
            await self._mended()

    async def _mended(self) -> None:
        """Nothing is broken any more, if one more look finds that too."""
        if self.stage.position <= self._found_beyond:
            return
        well = await self.stage.turn(unread=False, again=0)
        self.judge.listen()
        if well and self.stage.at_rest:
            self.troubles.end(self.now)
            self.judge.counts_fit(self.site.store, self.keys)
        else:
            self.agenda.look_again(SECOND)

    async def _heartbeats(self) -> None:
        """Phones are heard of while the owner looks often enough to miss them."""
        if self.now - self._settled_at > 5 * SECOND:
            self._dense_since = self.now
        self._settled_at = self.now
        dense = self.now - self._dense_since > 30 * SECOND
        due = dense and self.now - self._beaten_at > 15 * SECOND
        for rep in self.brand.reps:
            if rep.calling or (due and not rep.silent):
                rep.calling = False
                await heartbeat(self._gateway, rep.name)
        if due:
            self._beaten_at = self.now

    @property
    def _well(self) -> bool:
        return self.stage.at_rest and self.weather.calm and self.troubles.since is None

    async def inspect(self) -> None:
        """Looks at the whole state, if it is at rest."""
        if self._well:
            await self.judge.at_rest(self.site.store, self.keys, self.now)

"""One shard's leads in the read store: what a change must know of them, and how it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from sqlite3 import Connection
from typing import Any, Final

import orjson

from hotlead.router.errors import ReadStoreBroken
from hotlead.router.kpis.schema import TABLES
from hotlead.router.policy.document import Pool, Weights
from hotlead.router.rules.decay import ScoreLine
from hotlead.router.rules.scoring import micro
from hotlead.topics.journal import Entry
from hotlead.topics.journal.leads import Joined, OfCapture, OfLead, Rescored, Scored

RETURNED: Final = "returned"
_BEGIN_ROUNDS: Final = ("captured", RETURNED)
_LEAD: Final = (
    "SELECT base, start, slope, fresh_at, pool, test, state, episode, round, captured_at"
    " FROM leads WHERE tenant = ? AND lead = ?"
)
_INSERTS: Final = {table.name: table.insert() for table in TABLES}
_NULLS: Final = {table.name: dict.fromkeys(c.name for c in table.columns) for table in TABLES}
_WEIGHTS: Final = Weights()
_NOTHING_YET: Final = Entry(0, "", "", 0, 0, 0, "", ())


@dataclass(frozen=True, slots=True)
class Lead:
    """What a change must know of its lead."""

    line: ScoreLine
    pool: str
    test: int
    state: str
    episode: int
    round: int
    captured_at: int


class LeadRows:
    """Reads and writes through a connection whose transaction is the caller's.

    `pools` are the pools that policies have named so far, as `policy_activated` has them.
    """

    def __init__(self, connection: Connection, shard: int, pools: dict[str, Any]) -> None:
        self.db, self.shard, self.pools = connection, shard, pools
        #: The entry whose changes are written, and the place of the one that is.
        self.entry, self.place = _NOTHING_YET, 0

    def lead(self, change: OfLead) -> Lead:
        """The lead that a change is about. Raises ReadStoreBroken when it was never captured."""
        row = self.db.execute(_LEAD, (change.tenant, change.lead)).fetchone()
        if row is None:
            raise ReadStoreBroken(
                f"shard {self.shard}, entry {self.entry.seq}: {change.kind} of a lead that the"
                " read store does not know; make it anew with `hotlead kpis rebuild`"
            )
        return Lead(ScoreLine(*row[:4]), *row[4:])

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        """Puts a row in; a column that is not told is null."""
        self.db.execute(_INSERTS[table], {**_NULLS[table], **values})

    def stamped(self, change: OfLead) -> dict[str, Any]:
        """The columns that every row of a lead's change has."""
        return {
            "shard": self.shard,
            "seq": self.entry.seq,
            "place": self.place,
            "tenant": change.tenant,
            "lead": change.lead,
            "at_ms": self.entry.at,
        }

    def in_episode(self, change: OfLead, lead: Lead) -> dict[str, Any]:
        """Those, and the lead's episode and round."""
        return {**self.stamped(change), "episode": lead.episode, "round": lead.round}

    def set_state(self, change: OfLead, state: str) -> None:
        """The lead is in another state."""
        self.db.execute(
            "UPDATE leads SET state = ? WHERE tenant = ? AND lead = ?",
            (state, change.tenant, change.lead),
        )

    def round_of(self, change: OfLead, episode: int) -> int:
        """The round to which an episode of the lead belongs."""
        row = self.db.execute(
            "SELECT round FROM episodes WHERE tenant = ? AND lead = ? AND episode = ?",
            (change.tenant, change.lead, episode),
        ).fetchone()
        return int(row[0])

    def take_back_outcome(self, change: OfLead) -> int:
        """The lead's outcome counts no more; returns the entry that told it."""
        of = (change.tenant, change.lead)
        (seq,) = self.db.execute(
            "SELECT max(seq) FROM outcomes WHERE tenant = ? AND lead = ?", of
        ).fetchone()
        self._take_back("outcomes", *of, seq)
        return int(seq)

    def take_back_touch(self, change: OfLead, seq: int) -> None:
        """A contact that this entry told counts no more."""
        self._take_back("touches", change.tenant, change.lead, seq)

    def _take_back(self, table: str, tenant: str, lead: str, seq: int) -> None:
        self.db.execute(
            f"UPDATE {table} SET undone_at = ? WHERE tenant = ? AND lead = ? AND seq = ?",  # noqa: S608  (ours)
            (self.entry.at, tenant, lead, seq),
        )

    def begin(self, change: OfLead, episode: int, by: str, *, at: int, channel: str) -> None:
        """A new episode; one that a capture begins is the first of a round."""
        lead = self.lead(change)
        round_ = episode if by in _BEGIN_ROUNDS else lead.round
        self.insert(
            "episodes",
            {
                "shard": self.shard,
                "tenant": change.tenant,
                "lead": change.lead,
                "episode": episode,
                "round": round_,
                "captured_at": at,
                "channel": channel,
                "pool": lead.pool,
                "test": lead.test,
                "began_at": self.entry.at,
                "began_by": by,
                "highest": 0,
                "high": 0,
            },
        )
        self.db.execute(
            "UPDATE leads SET state = 'waiting', episode = ?, round = ?, captured_at = ?"
            " WHERE tenant = ? AND lead = ?",
            (episode, round_, at, change.tenant, change.lead),
        )

    def keep_score(self, change: Scored) -> None:
        """The score that a change tells, and what moved it."""
        lead, line = self.lead(change), ScoreLine.of(change)
        self.db.execute(
            "UPDATE leads SET base = ?, start = ?, slope = ?, fresh_at = ?"
            " WHERE tenant = ? AND lead = ?",
            (*astuple(line), change.tenant, change.lead),
        )
        self.insert(
            "score_points",
            {
                **self.stamped(change),
                "kind": change.kind,
                "event": orjson.dumps(_event(change)).decode(),
                "profile": change.profile,
                "heat": change.heat,
                **asdict(line),
                "freezes_at": change.freezes_at,
                "policy": self.entry.policy,
                "weight_profile": self._weight(lead, "profile"),
                "weight_heat": self._weight(lead, "heat"),
                "counted": orjson.dumps(_counted(change)).decode(),
                "hot": self._threshold(lead, "hot"),
                "high_intent": self._threshold(lead, "high_intent"),
            },
        )
        if not isinstance(change, Rescored) and lead.state != "closed":
            self.reached(change, lead, line.at(self.entry.at))

    def _threshold(self, lead: Lead, name: str) -> int:
        rules = self.pools.get(lead.pool, {})
        default = Pool.model_fields[name].default
        return int(rules.get(name, micro(default)))

    def _weight(self, lead: Lead, part: str) -> float:
        rules = self.pools.get(lead.pool, {})
        return float(rules.get(f"weight_{part}", getattr(_WEIGHTS, part)))

    def reached(self, change: OfLead, lead: Lead, score: int) -> None:
        """The lead's score at a capture, a signal or an assignment."""
        high = int(score >= self._threshold(lead, "high_intent"))
        self.db.execute(
            "UPDATE episodes SET highest = max(highest, ?), high = max(high, ?)"
            " WHERE tenant = ? AND lead = ? AND episode = ?",
            (score, high, change.tenant, change.lead, lead.episode),
        )


def _event(change: Scored) -> Any:
    """What moved the score, without what recognises a person."""
    if isinstance(change, OfCapture):
        return {"channel": change.channel}
    signals: Iterable[Mapping[str, Any]] = change.signals if isinstance(change, Joined) else ()
    names = ("signal", "value", "at")
    return [{name: signal[name] for name in names if name in signal} for signal in signals]


def _counted(change: Scored) -> dict[str, Any]:
    """The points that it counted, by attribute and by signal."""
    told: dict[str, Any] = {}
    match change:
        case OfCapture():
            told = {"points": change.points}
        case Rescored():
            told = {"points": change.points, "heats": change.heats}
        case Joined():
            signals = [
                [one["signal"], one["points"], one["cap"]]
                for one in change.signals
                if "points" in one and "cap" in one
            ]
            told = {"signals": signals}
    return {name: value for name, value in told.items() if value}

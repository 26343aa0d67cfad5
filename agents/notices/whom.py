"""Whom a change tells what, by the policy of its entry; nothing here waits for anything."""

from collections.abc import Callable, Iterator

from hotlead.agents.notices.notice import AtBoard, Notice, Told
from hotlead.router.policy.document import DEFAULT_POLICY, Policy, Pool
from hotlead.router.policy.people import ASSIGNED, Channel, Person
from hotlead.router.push.sentences import Matter
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.journal.leads import RungFired, ServedAgain, SlowerRung, Unserved

Addressed = tuple[Person, Channel, Notice]


class Whom:
    """`policy` gives the document of a version.

    Whom a rung tells is in the policy that it fired under, not in the newest one that was
    published: that may be broken, or not in force.
    """

    def __init__(self, policy: Callable[[str], Policy]) -> None:
        self._policy = policy
        self._listed: tuple[Policy, dict[str, Person]] = (DEFAULT_POLICY, {})

    def addressed(self, told: Told) -> Iterator[Addressed]:
        """The channels of the policy that a change goes to, each with its notice."""
        change = told.change
        policy = self._policy(told.entry.policy)
        if isinstance(change, RungFired):
            does = change.does.split("+")
            notified: tuple[Person, ...] = ()
            if "supervisors" in does:
                notified = policy.supervisors
            elif "duty-managers" in does:
                notified = policy.duty_managers
            for person in notified:
                for channel in _channels(person, change.name):
                    yield person, channel, self._notice(told, person.id, "escalated", policy)
        rep = self._reps(policy).get(change.rep or "")
        matter = rep_matter(told)
        if rep is not None and matter is not None:
            for channel in _rep_channels(rep, change):
                yield rep, channel, self._notice(told, rep.id, matter, policy)

    def at_board(self, told: AtBoard) -> Iterator[Addressed]:
        """What is told of a lead that is not hot, or of a pool, to those whom the change names."""
        change, policy = told.change, self._policy(told.entry.policy)
        lead, score = "", 0
        rep: str | None = None
        matter: Matter = "slower"
        match change:
            case SlowerRung():
                lead, score, rep = change.lead, change.score, change.rep
                rung = change.why.replace("_", "-")
            case Unserved():
                matter, rung = "unserved", "unserved"
            case ServedAgain():
                matter, rung = "served", "served-again"
        notified = policy.supervisors if change.notify == "supervisors" else policy.duty_managers
        for person in notified:
            notice = Notice(
                id=told.notice_id(person.id),
                to=person.id,
                matter=matter,
                shard=told.shard,
                tenant=change.tenant,
                lead=lead,
                pool=change.pool,
                channel="",
                score=score,
                at=told.entry.at,
                policy=told.entry.policy,
                rung=rung,
                rep=rep,
                since=change.since,
            )
            for channel in _channels(person, rung):
                yield person, channel, notice

    def to_rep(self, told: Told) -> Notice | None:
        """What the phone of the change's rep is told by Web Push, if anything."""
        matter = rep_matter(told)
        if matter is None:
            return None
        policy = self._policy(told.entry.policy)
        return self._notice(told, told.change.rep or "", matter, policy)

    def channels_of(self, notice: Notice) -> Iterator[tuple[Person, Channel]]:
        """All channels of the one it is for, in the policy's order, whatever they name."""
        policy = self._policy(notice.policy)
        people = policy.reps
        if not notice.of_rep:
            people = (*policy.supervisors, *policy.duty_managers)
        person = next((one for one in people if one.id == notice.to), None)
        return ((person, channel) for channel in person.channels) if person else iter(())

    def above(self, notice: Notice) -> Iterator[tuple[Person, Channel]]:
        """The first channel of each duty manager, for what supervisors are told."""
        if notice.of_rep:
            return iter(())
        managers = self._policy(notice.policy).duty_managers
        return ((one, one.channels[0]) for one in managers if one.channels)

    def lists(self, version: str, rep: str) -> bool:
        """Whether the policy has channels of the rep's."""
        return rep in self._reps(self._policy(version))

    def _reps(self, policy: Policy) -> dict[str, Person]:
        """The policy's reps by id, found once for each policy that follows another."""
        if self._listed[0] is not policy:
            self._listed = policy, {person.id: person for person in policy.reps}
        return self._listed[1]

    @staticmethod
    def _notice(told: Told, to: str, matter: Matter, policy: Policy) -> Notice:
        change, entry = told.change, told.entry
        pool = policy.pools.get(change.pool) or Pool()
        return Notice(
            id=told.notice_id(to),
            to=to,
            matter=matter,
            shard=told.shard,
            tenant=change.tenant,
            lead=change.lead,
            pool=change.pool,
            channel=change.channel if isinstance(change, Assigned) else "",
            score=change.score,
            at=entry.at,
            policy=entry.policy,
            hot_at=change.hot_at,
            epoch=None if matter == "escalated" else change.epoch,
            until=_until(told, pool),
            high=change.score >= pool.high_intent * 1e6,
            rung=change.name if isinstance(change, RungFired) else None,
            rep=change.rep,
        )


def rep_matter(told: Told) -> Matter | None:
    """What a change is to the rep it names: a new assignment, a reminder of it, or nothing.

    A rung that moves the lead reminds nobody: its new holder is told of the assignment.
    """
    change = told.change
    if not change.rep:
        return None
    if isinstance(change, Assigned):
        return "assigned"
    reminds = "remind" in change.does.split("+") and not change.moved
    return "remind" if reminds and change.epoch else None


def _channels(person: Person, rung: str) -> Iterator[Channel]:
    return (one for one in person.channels if not one.rungs or rung in one.rungs)


def _rep_channels(rep: Person, change: Assigned | RungFired) -> Iterator[Channel]:
    """New assignments go to the channels that name them; reminders to those of their rung."""
    if isinstance(change, Assigned):
        return (one for one in rep.channels if ASSIGNED in one.rungs)
    return _channels(rep, change.name)


def _until(told: Told, pool: Pool) -> int | None:
    change = told.change
    ends = change.expires_at
    if ends is None:
        ends = change.next_due if isinstance(change, RungFired) else change.rung_at
    if ends is not None:
        return ends
    if (hot_at := change.hot_at) is None:
        return None
    due = (int(hot_at + rung.after_s * 1000) for rung in pool.ladder)
    return next((at for at in due if at > told.entry.at), None)

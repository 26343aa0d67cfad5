"""What happened with a lead, as its history shows it."""

from hotlead.router.state.views.history import HistoryEntry, history
from hotlead.router.state.views.place import Place
from hotlead.router.telling.events import TELLERS
from hotlead.router.telling.events import told as tell
from hotlead.router.telling.names import Names
from hotlead.topics.journal import Entry, decode_journal
from tests.integration.state.actions import (
    acknowledge,
    activity,
    claim,
    decline,
    hand_over,
    release,
    seen,
    sent,
)
from tests.integration.state.policies import COLD, HOT, policy
from tests.integration.state.shard import Shard


async def entries(shard: Shard, lead: str = "L1") -> list[HistoryEntry]:
    """A lead's history."""
    found = await history(Place(shard.redis, shard.store.keys, "main"), lead, shard.policy)
    assert found is not None
    assert found.lead == lead
    assert [entry.at_ms for entry in found.entries] == sorted(e.at_ms for e in found.entries)
    return found.entries


async def told(shard: Shard, lead: str = "L1") -> list[str]:
    """The same in English."""
    return [entry.en for entry in await entries(shard, lead)]


async def test_a_lead_tells_its_story(shard: Shard) -> None:
    await shard.rep("ann", name="Ann")
    await shard.rep("bob", presence="away", name="Bob")
    await shard.capture("L1", visitor="v1")
    await shard.jump(seconds=1)
    await shard.signal("v1", value=2.5)
    await shard.jump(seconds=1)
    await decline(shard, "L1", reason="no time, call 13800138000")
    await shard.presence("bob", "idle")
    await acknowledge(shard, "L1")
    await shard.jump(seconds=1)
    await release(shard, "L1")
    await shard.presence("ann", "busy")
    await hand_over(shard, "L1", "ann", reason="a friend")
    await acknowledge(shard, "L1")
    await activity(shard, "L1", note="", next_at_ms=shard.now + 5)
    await shard.capture("L1-again", person="L1", channel="call-center")
    await shard.jump(seconds=1)
    await shard.signal("v1", "dwell")
    await shard.jump(seconds=1)
    await activity(shard, "L1", note="reached: sold", outcome="won")
    assert await told(shard) == [
        "They left their contact: website form.",
        "It went to Ann, whose turn it was.",
        "They did something new: Visit 2.5.",
        "Ann declined it: no time, call ********.",
        "Everybody who could take it refused or missed it: supervisors are to be told.",
        "It went to Bob, who was free: it was first in line.",
        "Bob took it.",
        "Bob gave it back: a mis-tap.",
        "sup gave it to Ann: “a friend”.",
        "Ann took it.",
        "Ann recorded a contact; next call {next_at}.",
        "They left their contact again: 400 call.",
        "They did something new: Dwell 1.",
        "Ann reached them: “sold”.",
        "Ann closed it: won.",
    ]
    promised = [entry for entry in await entries(shard) if entry.times]
    assert [entry.times for entry in promised] == [{"next_at": shard.now - 1995}]
    assert {entry.rep_name for entry in await entries(shard) if entry.rep} == {"Ann", "Bob"}


async def test_who_forgot_to_call_and_who_came_back(shard: Shard) -> None:
    await shard.rep("ann")
    await shard.capture("L1")
    await acknowledge(shard, "L1")
    await shard.wait(minutes=70)
    assert (await told(shard))[2:] == [
        "ann took it.",
        "ann recorded no contact in time, so it went back.",
        "As nobody had called, a new round began.",
        "All had let it go, so it may be offered to them again.",
        "It went to ann, who has served it before.",
        "ann did not take it in time: missed 1 in a row, at 3 a rep is set away.",
        "Everybody who could take it refused or missed it: supervisors are to be told.",
        "All had let it go, so it may be offered to them again.",
        "It went to ann, who has served it before.",
    ]


async def test_a_rung_is_told_by_what_came_of_it(shard: Shard) -> None:
    await shard.rep("ann", name="Ann")
    await shard.capture("L1", HOT)
    await shard.wait(minutes=6)
    stayed = "Escalation “Reassign”, 5 min hot: nobody else was there; it stayed with Ann."
    assert stayed in await told(shard)
    await shard.capture("L2", HOT)
    await shard.rep("bob", name="Bob")
    await shard.rep("cai", name="Cai")
    await shard.wait(minutes=6)
    line = [one for one in await told(shard, "L2") if "Reassign" in one]
    assert line == ["Escalation “Reassign”, 5 min hot: it went from Bob to Cai."]


async def test_three_misses_are_counted_and_then_said_to_set_away(shard: Shard) -> None:
    await shard.open(policy(expiry_s=60, clear_refusals_s=1))
    await shard.rep("ann", name="Ann")
    await shard.capture("L1", COLD)
    await shard.wait(minutes=5)
    misses = [line for line in await told(shard) if "did not take it" in line]
    assert misses == [
        "Ann did not take it in time: missed 1 in a row, at 3 a rep is set away.",
        "Ann did not take it in time: missed 2 in a row, at 3 a rep is set away.",
        "Ann did not take it in time: missed 3 in a row, and so was set away.",
    ]


async def test_what_is_told_is_what_the_journal_says(shard: Shard) -> None:
    """The story and the journal's own changes give the same sentences, in both languages."""
    await shard.rep("ann")
    await shard.capture("L1", HOT)
    await sent(shard, "ann", "L1", result="refused")
    await sent(shard, "ann", "L1")
    await seen(shard, "ann", "L1")
    await shard.wait(minutes=4)
    await shard.rep("bob")
    await shard.wait(minutes=12)
    await shard.presence("ann", "idle")
    holder = await shard.holder("L1")
    await claim(shard, "L1", holder or "bob")
    await shard.wait(hours=2)
    names = Names(shard.policy)
    journal = [
        {**change, "at": entry.at}
        for entry in map(decode_journal, shard.entries)
        if isinstance(entry, Entry)
        for change in entry.raw
        if change.get("lead") == "L1" and change["kind"] in TELLERS
    ]
    said = {(line["at"], tell(line, names).en, tell(line, names).zh) for line in journal}
    shown = await entries(shard)
    assert {(one.at_ms, one.en, one.zh) for one in shown} <= said
    # Nothing is left out but what another change of the same step tells.
    beside = {(one["at"], one["kind"]) for one in journal} - {(o.at_ms, o.kind) for o in shown}
    assert {kind for _, kind in beside} <= {"assigned", "withdrawn"}
    kinds = {one.kind for one in shown}
    assert kinds >= {"hot", "rung", "withdrawn", "notice_sent", "notice_seen", "left", "reopened"}


async def test_the_newest_hundred_are_kept(shard: Shard) -> None:
    await shard.capture("L1")
    for number in range(102):
        await shard.capture("again", person="L1", channel=f"c{number}")
    channels = [entry.channel for entry in await entries(shard)]
    assert channels == ["web-form", *(f"c{number}" for number in range(2, 102))]


async def test_only_the_tenants_own_leads_have_one(shard: Shard) -> None:
    await shard.capture("L1")
    for tenant, lead in (("main", "nothing"), ("other", "L1")):
        assert (
            await history(Place(shard.redis, shard.store.keys, tenant), lead, shard.policy) is None
        )

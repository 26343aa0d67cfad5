"""Hours of reps: shifts, days, caps, and the paced start of a morning."""

from collections import Counter

from hotlead.router.policy.document import Pacing
from hotlead.topics.hours import WorkingHours
from tests.integration.state.actions import acknowledge, activity, finish, hand_over
from tests.integration.state.policies import COLD, HIGH, HOT, WARM, policy
from tests.integration.state.shard import HOUR, MINUTE, MONDAY_10AM, Shard

OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))
MONDAY_MIDNIGHT = MONDAY_10AM - 10 * HOUR
PACED = policy(pacing=Pacing(assignments=2, window_s=600))


async def test_a_rep_off_shift_gets_nothing_until_it_starts(shard: Shard) -> None:
    await shard.rep("ann", hours=OFFICE)
    await shard.wait(hours=2)
    await shard.capture("L1")
    assert await shard.state("L1") == "waiting", "it is noon"
    await shard.wait(hours=1, seconds=-1)
    assert await shard.state("L1") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L1") == "ann"


async def test_the_end_of_a_shift_takes_nothing_away(shard: Shard) -> None:
    await shard.rep("ann", hours=OFFICE, capacity=2)
    await shard.wait(hours=2, minutes=-1)
    await shard.capture("L1", HOT)
    await shard.wait(minutes=1)
    assert await shard.holder("L1") == "ann"
    assert (await acknowledge(shard, "L1"))["status"] == 200


async def test_nobody_works_on_a_closed_day(shard: Shard) -> None:
    hours = OFFICE.model_copy(update={"closed": ("2026-03-03",)})
    await shard.rep("ann", hours=hours, presence="idle")
    await shard.wait(hours=9)
    await shard.capture("L1")
    await shard.wait(hours=24)
    assert await shard.state("L1") == "waiting"
    await shard.wait(hours=14)
    assert await shard.holder("L1") == "ann"


async def test_a_shift_that_a_supervisor_adds_starts_at_once(shard: Shard) -> None:
    never = WorkingHours(days={6: ("09:00-10:00",)})
    await shard.rep("ann", hours=never)
    await shard.capture("L1")
    assert await shard.state("L1") == "waiting"
    await shard.rep("ann", hours=OFFICE)
    assert await shard.holder("L1") == "ann"


async def test_a_daily_cap_holds_until_the_day_turns(shard: Shard) -> None:
    await shard.rep("ann", daily_cap=2)
    for i in range(3):
        await shard.capture(f"L{i}")
    for i in range(2):
        await finish(shard, f"L{i}")
    assert await shard.state("L2") == "waiting"
    await shard.wait(hours=14, seconds=-1)
    assert await shard.state("L2") == "waiting"
    await shard.wait(seconds=1)
    assert await shard.holder("L2") == "ann"
    assert (await shard.rep_fields("ann"))["today"] == "1"


async def test_a_shift_over_midnight_is_of_one_day_for_cap_and_closed_dates(shard: Shard) -> None:
    hours = WorkingHours(days=dict.fromkeys(range(7), ("21:00-02:00",)), closed=("2026-03-04",))
    await shard.rep("ann", daily_cap=2, hours=hours, presence="idle")
    for i in range(4):
        await shard.capture(f"L{i}")
    await shard.wait(hours=11)
    for i in range(2):
        await finish(shard, f"L{i}")
    # Midnight ends neither the shift nor its cap; the night that follows is another day's.
    await shard.wait(hours=4)
    assert (await shard.rep_fields("ann"))["today"] == "2"
    # Nor does a supervisor who changes something past midnight.
    await shard.rep("ann", daily_cap=2, hours=hours, weight=2)
    assert await shard.state("L2") == "waiting"
    await shard.wait(hours=1)
    assert (await shard.rep_fields("ann"))["today"] == "0"
    await shard.wait(hours=19)
    assert await shard.holder("L2") == "ann"
    await finish(shard, "L2")
    assert await shard.holder("L3") == "ann"
    await shard.wait(hours=4)
    assert (await shard.rep_fields("ann"))["on_shift"] == "1", "closed is the night after"
    await shard.wait(hours=20)
    assert (await shard.rep_fields("ann"))["on_shift"] == "0"


async def test_a_night_in_two_pieces_has_one_cap_and_one_paced_start(shard: Shard) -> None:
    pacing = Pacing(assignments=1, window_s=600)
    await shard.open(policy(pacing=pacing, expiry_s=8 * 24 * 3600))
    hours = WorkingHours(
        days=dict.fromkeys(range(7), ("21:00-24:00", "00:00-02:00")), closed=("2026-03-04",)
    )
    await shard.rep("ann", daily_cap=4, capacity=30, hours=hours, presence="idle")
    for i in range(30):
        await shard.capture(f"L{i}")
    await shard.wait(hours=11)
    assert (await shard.rep_fields("ann"))["today"] == "1", "its start is paced"
    await shard.wait(minutes=10)
    fields = await shard.rep_fields("ann")
    assert (fields["today"], fields["day"]) == ("4", "2026-03-02")
    await shard.wait(hours=3)  # past midnight: the same shift, the same cap, no new start
    assert await shard.rep_fields("ann") == fields
    await shard.wait(hours=24)
    fields = await shard.rep_fields("ann")
    assert (fields["today"], fields["day"], fields["on_shift"]) == ("4", "2026-03-03", "1")
    assert fields["live"] == "8", "closed is the night after"
    await shard.wait(hours=24)
    fields = await shard.rep_fields("ann")
    assert (fields["on_shift"], fields["live"]) == ("0", "8")
    await shard.wait(hours=21)
    assert (await shard.rep_fields("ann"))["day"] == "2026-03-05"


async def test_a_cap_lifted_takes_what_waits(shard: Shard) -> None:
    await shard.rep("ann", daily_cap=1)
    await shard.capture("L1")
    await shard.capture("L2")
    await finish(shard, "L1")
    await shard.rep("ann")
    assert await shard.holder("L2") == "ann"


async def test_the_start_of_a_shift_is_paced(shard: Shard) -> None:
    await shard.open(PACED)
    for i in range(20):
        await shard.capture(f"L{i}")
    await shard.rep("ann", capacity=8)
    await shard.rep("bob", capacity=8)
    got = Counter(c["rep"] for c in shard.changes("assigned"))
    assert got == {"ann": 2, "bob": 2}
    for rep_lead in [c["lead"] for c in shard.changes("assigned")]:
        await acknowledge(shard, rep_lead)
        await activity(shard, rep_lead)
    await shard.wait(minutes=10, seconds=-1)
    assert len(shard.changes("assigned")) == 4
    await shard.wait(seconds=1)
    assert Counter(c["rep"] for c in shard.changes("assigned")) == {"ann": 10, "bob": 10}


async def test_a_paced_start_that_is_over_is_noticed_by_a_hand_over(shard: Shard) -> None:
    await shard.open(PACED)
    await shard.rep("ann", capacity=8)
    for i in range(4):
        await shard.capture(f"L{i}")
    await shard.set_time(shard.now + 10 * MINUTE)  # and no timer has run yet
    await hand_over(shard, "L2", "ann")
    assert await shard.holder("L3") == "ann"


async def test_each_shift_is_paced_anew(shard: Shard) -> None:
    await shard.open(PACED)
    await shard.rep("ann", hours=OFFICE, capacity=9)
    await shard.wait(minutes=30)
    for i in range(4):
        await shard.capture(f"a{i}")
    assert (await shard.ledger())["assigned"] == 4
    for i in range(4):
        await finish(shard, f"a{i}")
    await shard.wait(hours=2)
    for i in range(6):
        await shard.capture(f"b{i}")
    await shard.wait(minutes=30)
    assert (await shard.ledger())["assigned"] == 2, "13:00"
    await shard.wait(minutes=5)
    assert len({c["lead"] for c in shard.changes("assigned")}) <= 4 + 2
    await shard.wait(minutes=5)
    assert await shard.deadline("pace", "ann") is None
    assert (await shard.rep_fields("ann"))["shift_at"] == str(shard.now - 10 * MINUTE)


async def test_a_shift_that_starts_by_registration_is_paced_anew_too(shard: Shard) -> None:
    await shard.open(PACED)
    await shard.rep("ann", capacity=9)
    for i in range(2):
        await shard.capture(f"a{i}")
        await finish(shard, f"a{i}")
    await shard.rep("ann", capacity=9, hours=WorkingHours(days={6: ("09:00-10:00",)}))
    await shard.wait(hours=1)
    for i in range(4):
        await shard.capture(f"b{i}")
    await shard.rep("ann", capacity=9)
    assert (await shard.ledger())["assigned"] == 2


async def test_pacing_is_an_absence_for_turns(shard: Shard) -> None:
    await shard.open(PACED)
    await shard.rep("old")
    await shard.wait(hours=1)
    await shard.rep("new")
    got: Counter[str] = Counter()
    for i in range(30):
        await shard.capture(f"a{i}")
        got[str(await shard.holder(f"a{i}"))] += 1
        await finish(shard, f"a{i}")
    assert got["new"] == 2
    await shard.wait(minutes=10)
    for i in range(20):
        await shard.capture(f"b{i}")
        got[str(await shard.holder(f"b{i}"))] += 1
        await finish(shard, f"b{i}")
    assert abs(got["new"] - 12) <= 1


async def test_the_morning_brings_the_best_lead_first_and_not_the_oldest(shard: Shard) -> None:
    await shard.open(policy(longest_wait_s=4 * 3600))
    await shard.rep("ann", hours=OFFICE)
    await shard.wait(hours=8)
    await shard.capture("night", 25)
    await shard.wait(hours=14, minutes=59)
    await shard.capture("morning", 60)
    await shard.wait(minutes=1)
    assert shard.now % (24 * HOUR) == 1 * HOUR  # 09:00 in Shanghai
    assert await shard.holder("morning") == "ann"


async def test_after_a_weekend_the_score_still_counts(shard: Shard) -> None:
    """Friday's lead of 40 and Saturday's of 60 go behind Monday's hot ones, whatever the hour."""
    await shard.open(policy(longest_wait_s=4 * 3600, hours=OFFICE))
    await shard.rep("ann", hours=OFFICE)
    for days, hour, lead, grade in (
        (4, 18.1, "friday", COLD),
        (5, 12, "saturday", WARM),
        (7, 4.5, "night", HIGH),
        (7, 8.9, "morning", HOT),
    ):
        await shard.wait(seconds=(MONDAY_MIDNIGHT + (24 * days + hour) * HOUR - shard.now) // 1000)
        await shard.capture(lead, grade)
    await shard.wait(minutes=6)
    order = ["night"]
    assert await shard.holder("night") == "ann"
    for _ in range(3):
        await finish(shard, order[-1])
        order.append(shard.changes("assigned")[-1]["lead"])
    assert order == ["night", "morning", "saturday", "friday"]

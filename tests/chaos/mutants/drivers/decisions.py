"""One owner, and inputs that a script must refuse, or take once."""

from typing import Final

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.clock import real_ms
from hotlead.router.policy.document import Rung
from hotlead.router.pools.requests import activate
from hotlead.router.shard.timers import Look
from tests.chaos.mutants.office import Office, only, until
from tests.integration.worker.site import brisk

DAY_MS: Final = 24 * 3_600_000


async def old_epoch(office: Office) -> None:
    """A lead goes from a rep to another and back; then the rep acknowledges what they had first."""
    owner = await office.owner()
    await office.staff(owner, "r1", "r2")
    first = only("assigned", await office.take(owner, await office.capture("a")))
    other = "r2" if first["rep"] == "r1" else "r1"
    await office.hand_over(owner, "a", other)
    back = await office.hand_over(owner, "a", first["rep"])
    await office.acknowledge(owner, first)
    await office.acknowledge(owner, back)


async def one_rep(office: Office) -> None:
    """Three leads, and one rep with room for one."""
    owner = await office.owner()
    await office.staff(owner, "r1")
    await office.take(owner, *[await office.capture(lead) for lead in ("a", "b", "c")])


async def rung_asked_twice(office: Office) -> None:
    """The call for a rung that is due comes twice, as after an answer of Redis that was lost."""
    office.ladder = (
        Rung(name="reminder", after_s=0.3, remind=True),
        Rung(name="open", after_s=600, open=True),
    )
    owner = await office.owner()
    owner.policy = brisk(version="steep", ladder=office.ladder)
    await office.site.publish(owner.policy)
    await owner.send(await owner.run(activate(owner.policy, 0, rescore=False)))
    due_ms = only("hot", await office.take(owner, await office.capture("a", grade=95)))["due"]

    async def is_due() -> bool:
        return real_ms() >= int(due_ms)

    await until(is_due, "the rung to be due")
    now = real_ms()
    store = owner.store
    look = Look(store.redis, store.keys, owner.policy, now, seen_ms=now, since_ms=0, now_ms=now)
    (rung,) = await AGGREGATES.duties(look, ["rung|a"], {})
    await owner.send(await owner.run(rung.call, rung.call))


async def sent_again(office: Office) -> None:
    """A source sends a capture again, not knowing that the first one arrived."""
    owner = await office.owner()
    await office.take(owner, *[await office.capture("a") for _ in range(2)])


async def four_days_later(office: Office) -> None:
    """A batch that was taken four days ago is handed to an owner again."""
    owner = await office.owner()
    batch = await office.capture("a")
    await office.take(owner, batch)
    now = real_ms()
    office.site.settings = office.site.settings.model_copy(
        update={"clock_origin_ms": now + 4 * DAY_MS, "clock_origin_real_ms": now}
    )
    later = await office.owner()
    await office.take(later, await office.capture("b"))
    await office.take(later, batch)

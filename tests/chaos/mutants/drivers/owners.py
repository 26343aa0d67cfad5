"""Owners of one shard who do not know of each other, and the journal between them."""

from contextlib import suppress

from hotlead.router.errors import HotleadError, ShardLost
from hotlead.router.shard.connection import run_id_of
from hotlead.router.shard.valid import log_id
from tests.chaos.mutants.office import Office
from tests.integration.worker.test_claimants import Failing, published

BATCHES, EACH = 4, 3


async def zombie(office: Office) -> None:
    """An owner that was followed by another takes a record, and dies before it has published it."""
    old = await office.owner()
    new = await office.owner()
    batch = await office.capture("a")
    with suppress(ShardLost):
        await office.take(old, batch, send=False)
    await office.take(new, batch)


async def two_openings(office: Office) -> None:
    """Of two that open a shard at once, the older one claims it last."""
    older = await office.owner()
    newer = await office.owner()
    await office.staff(newer, "r1", "r2")
    await office.take(newer, await office.capture("a"))
    owner = older
    try:
        await older.store.claim(
            office.site.settings.clock,
            await run_id_of(older.store.redis),
            await log_id(older.readers.journal, older.shard),
        )
    except ShardLost:
        owner = newer
    owner.position = newer.position
    await office.take(owner, await office.capture("b"))


async def send_fails(office: Office) -> None:
    """The last send of the journal fails; what is in doubt is sent again from the outbox."""
    owner = await office.owner()
    names = [f"c-{batch}-{n}" for batch in range(BATCHES) for n in range(EACH)]
    operations = [office.sends(name) for name in names]
    last = Failing(owner.producer, (len(names),), "before")
    assert await published(owner, last, batches=BATCHES) == 1
    for operation in operations:
        operation.end("ok", status=202)


async def folded_branch(office: Office) -> None:
    """A branch that lost stands in the journal from which Redis, emptied again, is made anew."""
    old = await office.owner()
    batch = await office.capture("a")
    await office.take(old, batch, send=False)
    late = office.unsent
    await office.empty_redis()
    await office.take(await office.owner(), batch)
    await old.send(late)
    await office.empty_redis()
    sent = await office.capture("b")
    with suppress(HotleadError):
        await office.take(await office.owner(), sent)

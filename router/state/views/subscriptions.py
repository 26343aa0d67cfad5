"""Where pushes to reps go: the subscriptions of their phones."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from hotlead.router.state.views.place import Place, text


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a phone takes pushes, and the keys that these are encrypted with. Never to be shown."""

    subscription: str
    endpoint: str
    p256dh: str
    auth: str


async def subscriptions(place: Place, reps: Sequence[str]) -> dict[str, list[Subscription]]:
    """The subscriptions of these reps of the tenant, who has none left out. One round trip."""
    pipe = place.redis.pipeline(transaction=False)
    for rep in reps:
        pipe.hget(place.keys.key("rep", rep), "tenant")
        pipe.hgetall(place.keys.key("push", rep))
    found = await pipe.execute() if reps else []
    return {
        rep: [_read(text(name), value) for name, value in sorted(row.items())]
        for rep, tenant, row in zip(reps, found[::2], found[1::2], strict=True)
        if row and tenant is not None and text(tenant) == place.tenant
    }


def _read(name: str, value: bytes | str) -> Subscription:
    kept = orjson.loads(value)
    return Subscription(name, kept["endpoint"], kept["p256dh"], kept["auth"])

"""What a source is told of events that were taken, and probably meant otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from hotlead.router.gateway.context import Gateway
from hotlead.router.gateway.policies import InForce
from hotlead.router.gateway.replies import Warned
from hotlead.router.rules.hints import Hint, capture_hints, signal_hints
from hotlead.topics.captures import Capture, Signal

WARNINGS_MAX: Final = 20


async def warnings_of(
    gateway: Gateway, events: Sequence[Capture | Signal], sent: Any
) -> list[Warned]:
    """The first of them; `sent` is what was read: an event, or an array of them."""
    # Kafka has the events: whatever the policy is, they were taken.
    known = {
        tenant: await gateway.policies.in_force(gateway.place(tenant))
        for tenant in {event.tenant for event in events}
    }
    items = sent if isinstance(sent, list) else [sent]
    found = _warnings(events, items, known, alone=items is not sent)
    return list(islice(found, WARNINGS_MAX))


def _warnings(
    events: Sequence[Capture | Signal],
    items: Sequence[Mapping[str, Any]],
    known: Mapping[str, InForce | None],
    *,
    alone: bool,
) -> Iterator[Warned]:
    for number, (event, item) in enumerate(zip(events, items, strict=True)):
        for at, warning in _hints(event, item, known[event.tenant]):
            yield Warned(at=f"$.{at}" if alone else f"$[{number}].{at}", warning=warning)


def _hints(
    event: Capture | Signal, item: Mapping[str, Any], known: InForce | None
) -> Iterator[Hint]:
    if isinstance(event, Capture):
        return capture_hints(item, known.attributes if known else None)
    return signal_hints(item, known.policy if known else None)

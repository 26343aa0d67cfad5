"""Contacts for many at once: what is asked while Redis is asked goes out with the next question.

The journal answers many acknowledgements in one fetch, so many ask for their contacts in the same
moment. One question is under way for a place; nobody waits when nothing is.
"""

import asyncio
from collections import defaultdict

from hotlead.router.state.views.contacts import Asked, contacts_for
from hotlead.router.state.views.models import FullContact
from hotlead.router.state.views.place import Place

TOGETHER_MAX = 100


class Contacts:
    """Asks Redis for contacts on behalf of all requests of this gateway."""

    def __init__(self) -> None:
        self._waiting: dict[Place, list[tuple[Asked, asyncio.Future[FullContact | None]]]]
        self._waiting = defaultdict(list)
        self._asking: dict[Place, asyncio.Task[None]] = {}

    async def of(self, place: Place, asked: Asked) -> FullContact | None:
        """As `contacts_for` has it. Raises what Redis raises."""
        answer: asyncio.Future[FullContact | None] = asyncio.get_running_loop().create_future()
        self._waiting[place].append((asked, answer))
        if place not in self._asking:
            self._asking[place] = asyncio.create_task(self._ask(place))
        return await answer

    async def _ask(self, place: Place) -> None:
        try:
            while waiting := self._waiting[place][:TOGETHER_MAX]:
                del self._waiting[place][: len(waiting)]
                await _answer(place, [one for one in waiting if not one[1].cancelled()])
        finally:
            del self._asking[place], self._waiting[place]


async def _answer(
    place: Place, waiting: list[tuple[Asked, asyncio.Future[FullContact | None]]]
) -> None:
    """Gives each of these an answer, or Redis's error."""
    try:
        found = await contacts_for(place, [asked for asked, _ in waiting])
    except Exception as error:  # noqa: BLE001  (theirs to handle, each for itself)
        for _, answer in waiting:
            if not answer.done():
                answer.set_exception(error)
        return
    for (_, answer), contact in zip(waiting, found, strict=True):
        if not answer.done():
            answer.set_result(contact)

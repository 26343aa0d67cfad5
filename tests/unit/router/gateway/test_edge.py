"""What stands around every call: whoever is refused leaves nothing behind."""

import gc
import weakref

from starlette.types import Message, Receive, Scope, Send

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.edge import Edge


async def test_a_refusal_is_no_work_for_the_search_of_cycles() -> None:
    refusals: list[weakref.ref[RequestRefused]] = []
    sent: list[Message] = []

    async def refuse(_scope: Scope, _receive: Receive, _send: Send) -> None:
        refusal = RequestRefused(422, "wrong", "the field x is wrong; mend it")
        refusals.append(weakref.ref(refusal))
        raise refusal

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    gc.collect()
    gc.disable()
    try:
        await Edge(refuse)({"type": "http", "method": "GET", "headers": []}, receive, send)
        assert [message.get("status") for message in sent] == [422, None]
        assert [refusal() for refusal in refusals] == [None]
    finally:
        gc.enable()

"""The webhook of supervisors and duty managers: takes notices, and now and then refuses one."""

import asyncio
import random
from typing import Final, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.chaos.history import History

REFUSED: Final = 0.05
PATH: Final = "/notices"
START_S: Final = 10.0


class Webhook:
    """A receiver on a port of its own. What it refuses it has read all the same."""

    def __init__(self, history: History, port: int, seed: int) -> None:
        self.url = f"http://127.0.0.1:{port}{PATH}"
        self._history = history
        self._random = random.Random(seed)
        app = Starlette(routes=[Route(PATH, self._take, methods=["POST"])])
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
        )
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> Self:
        """Begins to listen."""
        self._serving = asyncio.create_task(self._server._serve())
        async with asyncio.timeout(START_S):
            while not self._server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
                await asyncio.sleep(0.01)
        return self

    async def close(self) -> None:
        """Ends it."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    async def _take(self, request: Request) -> Response:
        body = await request.json()
        for notice in body["notices"]:
            known = ("id", "rung", "hot_at_ms", "at_ms", "episode", "rep", "pool")
            self._history.told(
                "webhook",
                "notice",
                tenant=notice["tenant"],
                lead=notice["lead"],
                value={"to": body["to"]} | {n: notice[n] for n in known if n in notice},
            )
        return Response(status_code=500 if self._random.random() < REFUSED else 204)

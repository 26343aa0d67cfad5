"""Running a worker: start, wait for the signal to stop, stop within a deadline, say how it went.

Exit codes: 0 after SIGTERM or SIGINT, all worked batches committed and the group left; 1 when Kafka
could not be reached at start, when Faust crashed, or when stopping took too long. After a crash the
process ends at once and commits nothing more: a supervisor starts it anew, and what was not
committed comes again.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

import uvloop

from hotlead.agents.batches.app import COMMIT_GRACE_S, BatchApp
from hotlead.agents.batches.loop import CANCEL_GRACE_S
from hotlead.agents.batches.where import where

log = logging.getLogger(__name__)

#: Time for tearing down what holds nothing of value.
SLACK_S = 5.0


async def run(app: BatchApp, stop: asyncio.Event) -> int:
    """Run the app until `stop` is set or it crashes; the exit code.

    On 1 the caller should end the process at once, as `serve` does: what is left of the app is not
    torn down.
    """
    starting = asyncio.create_task(app.start(), name="app.start")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    crashed = asyncio.create_task(app._crashed.wait(), name="crashed")
    watching: asyncio.Task[None] | None = None
    try:
        await asyncio.wait({starting, stopping, crashed}, return_when=asyncio.FIRST_COMPLETED)
        if not app.crashed and not stop.is_set():
            await starting  # raises when Kafka is not there
            watching = asyncio.create_task(app.batches.logs.watch(), name="made anew")
            await asyncio.wait({stopping, crashed}, return_when=asyncio.FIRST_COMPLETED)
    except Exception as error:  # noqa: BLE001  # said and turned into an exit code
        log.critical("could not start: %s", where(error))
        return 1
    finally:
        stopping.cancel()
        crashed.cancel()
        if watching is not None:
            watching.cancel()
    if app.crashed:
        log.critical("crashed: %s", where(app.crash_reason) if app.crash_reason else "no reason")
        return 1
    return await _stop(app, starting)


def stop_deadline_s(app: BatchApp) -> float:
    """The most that stopping takes; what a supervisor must grant before it kills."""
    settings = app.settings
    drain = settings.drain_deadline_s + CANCEL_GRACE_S + COMMIT_GRACE_S
    told = settings.drain_deadline_s if app.when_revoked else 0.0
    return drain + told + settings.leave_deadline_s + SLACK_S


async def _stop(app: BatchApp, starting: "asyncio.Task[None]") -> int:
    try:
        async with asyncio.timeout(stop_deadline_s(app)):
            await app.stop()
            starting.cancel()
            await asyncio.wait({starting})
    except TimeoutError:
        log.error("stopping took too long")  # noqa: TRY400
        return 1
    except Exception as error:  # noqa: BLE001
        log.error("stopping failed: %s", where(error))  # noqa: TRY400  (no payload)
        return 1
    return 0


def serve(main: Callable[[asyncio.Event], Awaitable[int]]) -> NoReturn:
    """A worker's process: `main` on uvloop, given an event that SIGTERM and SIGINT set."""

    async def signalled() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        code = await main(stop)
        if code:
            # At once: the loop's own end would cancel tasks and await them.
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        return code

    sys.exit(uvloop.run(signalled()))

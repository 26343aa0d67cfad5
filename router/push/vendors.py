"""One message through one apprise URL: DingTalk, WeCom, Feishu and all else that apprise knows.

apprise blocks, so each message has a thread. A vendor has a few at a time and no more: one that
hangs keeps its own threads, and delays nobody else. The threads are daemons, for a vendor that
hangs may not keep the process from its end either.
"""

import asyncio
import contextlib
import logging
import threading
from time import monotonic
from typing import Final

import apprise

from hotlead.router.clock import real_ms
from hotlead.router.policy.people import AppriseChannel
from hotlead.router.push.measures import Measure, measure_of
from hotlead.router.push.outcome import Outcome
from hotlead.router.push.vendor_answers import hearing

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
CONNECT_S: Final = 4.0
ONE_LINE: Final = " · "
UNANSWERED: Final = Outcome("unanswered", again=True)


def silence() -> None:
    """The libraries log URLs, which hold secrets, and texts: none of it is written anywhere."""
    for name in ("apprise", "urllib3", "httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


class Vendors:
    """Sends through apprise. Make one for each process."""

    def __init__(self) -> None:
        silence()
        self._places: dict[str, asyncio.Semaphore] = {}
        self._asset = apprise.AppriseAsset(
            app_id="hotlead",
            app_desc="hotlead",
            app_url="",
            storage_mode=apprise.PersistentStoreMode.MEMORY,
            allow_templates=False,
        )

    async def send(self, channel: AppriseChannel, title: str, text: str) -> Outcome:
        """Sends one message. Takes the channel's time-out at most, whatever the vendor does."""
        # In a thread too: the first one loads all that apprise knows, which takes a while.
        plugin = await asyncio.to_thread(self._plugin, channel)
        if plugin is None:
            log.error("a %s channel has a URL that apprise cannot read", channel.via)
            return Outcome("refused")
        measure = _measure(plugin, channel)
        if measure.lines and text.count("\n") >= measure.lines:
            text = ONE_LINE.join(text.split("\n"))
        deadline = monotonic() + channel.timeout_s
        place = self._places.setdefault(_vendor(plugin, channel), asyncio.Semaphore(AT_ONCE))
        loop = asyncio.get_running_loop()
        told: asyncio.Future[Outcome] = loop.create_future()

        def ended(outcome: Outcome) -> None:
            place.release()
            if not told.done():
                told.set_result(outcome)

        def work() -> None:
            outcome = _notify(plugin, channel, title, text, deadline)
            with contextlib.suppress(RuntimeError):  # the loop was closed: nobody asks any more
                loop.call_soon_threadsafe(ended, outcome)

        try:
            async with asyncio.timeout_at(loop.time() + channel.timeout_s):
                await place.acquire()
                threading.Thread(target=work, name=f"push-{channel.via}", daemon=True).start()
                return await told
        except TimeoutError:
            return UNANSWERED

    async def measure(self, channel: AppriseChannel) -> Measure | None:
        """How much a message by this channel may hold; None when apprise cannot read its URL."""
        plugin = await asyncio.to_thread(self._plugin, channel)
        return None if plugin is None else _measure(plugin, channel)

    def _plugin(self, channel: AppriseChannel) -> apprise.NotifyBase | None:
        """A fresh one for each message: one that is kept sleeps between two, by rules of its own.

        Ours are the limits, and they are known to all workers.
        """
        plugin = apprise.Apprise.instantiate(channel.url, asset=self._asset)
        if plugin is not None:
            plugin.request_rate_per_sec = 0
            plugin.retry = 0
            # apprise splits and cuts by characters, and says yes to what it cut.
            plugin.overflow_mode = apprise.OverflowMode.UPSTREAM
            plugin.redirects = False
            plugin.socket_connect_timeout = min(CONNECT_S, channel.timeout_s)
            plugin.socket_read_timeout = channel.timeout_s
        return plugin


def _measure(plugin: apprise.NotifyBase, channel: AppriseChannel) -> Measure:
    return measure_of(channel.via, plugin.body_maxlen, plugin.body_max_line_count)


def _vendor(plugin: apprise.NotifyBase, channel: AppriseChannel) -> str:
    """Who is behind a URL: the schema, and the host where the schema is spoken by many."""
    templates: tuple[str, ...] = plugin.templates
    names_host = any("{host}" in template for template in templates)
    return f"{channel.via}://{plugin.host}:{plugin.port}" if names_host else channel.via


def _notify(
    plugin: apprise.NotifyBase, channel: AppriseChannel, title: str, text: str, deadline: float
) -> Outcome:
    with hearing(deadline) as heard:
        try:
            said_yes = bool(
                plugin.notify(
                    body=text,
                    title=title,
                    notify_type=apprise.NotifyType.WARNING,
                    body_format=apprise.NotifyFormat.TEXT,
                )
            )
        except Exception as error:  # noqa: BLE001  (any plugin may raise anything: it is a no)
            name = type(error).__name__
            log.error("a %s channel failed: %s", channel.via, name)  # noqa: TRY400  (URLs in it)
            said_yes = False
    return heard.outcome(channel.via, said_yes=said_yes, now_s=real_ms() / 1000)

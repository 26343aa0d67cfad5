"""The receiver of docs/push.md takes what the router sends, once each, and nothing else."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
import pytest

from hotlead.router.embedded.ports import pick
from hotlead.router.policy.people import WebhookChannel
from hotlead.router.push.outcome import Outcome
from hotlead.router.push.webhooks import Webhooks, signatures, webhook_secrets

DOCS = Path(__file__).parents[4] / "docs/push.md"
OLD, NEW = "whsec_" + "b2xk" * 8, "whsec_" + "bmV3" * 8
BODY = orjson.dumps({"to": "lin", "notices": [{"rung": "tell", "lead": "ld_1", "score": 80.0}]})
SOON_S = 20.0


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


@dataclass
class Receiver:
    """The documented receiver as a process."""

    url: str
    process: asyncio.subprocess.Process

    async def post(self, body: bytes, headers: Mapping[str, str | bytes]) -> int:
        async with httpx.AsyncClient() as http:
            raw = [(name.encode(), _bytes(value)) for name, value in headers.items()]
            return (await http.post(self.url, content=body, headers=raw)).status_code

    async def send(self, message_id: str, *pairs: str) -> Outcome:
        async with httpx.AsyncClient() as http:
            to = WebhookChannel(url=self.url, secret="lin")
            return await Webhooks(http, webhook_secrets(pairs)).send(to, message_id, BODY)

    async def line(self) -> bytes:
        assert self.process.stdout is not None
        return await asyncio.wait_for(self.process.stdout.readline(), SOON_S)


@asynccontextmanager
async def receiving(tmp_path: Path, *secrets: str) -> AsyncIterator[Receiver]:
    blocks = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    (code,) = [one for one in blocks if "class Receiver" in one]
    source, port = tmp_path / "receiver.py", pick(0, "a receiver")
    source.write_text(code)
    environ = os.environ | {"WEBHOOK_SECRETS": ",".join(secrets), "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(source), env=environ, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(SOON_S):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    break
                except ConnectionError:
                    await asyncio.sleep(0.05)
        yield Receiver(f"http://127.0.0.1:{port}/", process)
    finally:
        process.kill()
        await process.wait()


async def test_it_takes_a_notice_once_and_the_next(tmp_path: Path) -> None:
    async with receiving(tmp_path, NEW) as receiver:
        for message_id in ("0-1-0-lin", "0-1-0-lin", "0-2-0-lin"):
            assert await receiver.send(message_id, f"lin={NEW}") == Outcome("accepted")
        assert [await receiver.line(), await receiver.line()] == [b"tell ld_1 80.0\n"] * 2
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(receiver.line(), 0.3)


async def test_both_sides_change_a_secret_in_any_order(tmp_path: Path) -> None:
    both = (f"lin={OLD}", f"lin={NEW}")
    async with receiving(tmp_path, OLD) as receiver:
        assert (await receiver.send("0-1-0-lin", *both)).result == "accepted"
        assert (await receiver.send("0-2-0-lin", f"lin={NEW}")).result == "refused"
    async with receiving(tmp_path, NEW) as receiver:
        assert (await receiver.send("0-3-0-lin", *both)).result == "accepted"


async def test_it_takes_nothing_old_and_nothing_forged(tmp_path: Path) -> None:
    keys = webhook_secrets([f"lin={NEW}"])["lin"]
    now = int(time.time())
    async with receiving(tmp_path, NEW) as receiver:

        def headers(at: int, signed_as: bytes = BODY) -> dict[str, str | bytes]:
            return {
                "webhook-id": "0-1-0-lin",
                "webhook-timestamp": str(at),
                "webhook-signature": signatures(keys, "0-1-0-lin", at, signed_as),
            }

        for at in (now - 301, now + 330):
            assert await receiver.post(BODY, headers(at)) == 401, "somebody plays it again"
        assert await receiver.post(BODY, headers(now, b"other")) == 401
        assert await receiver.post(BODY, {}) == 401
        for given in ("v1", "v1, v1", "v2,AAAA", "é".encode()):
            assert await receiver.post(BODY, headers(now) | {"webhook-signature": given}) == 401
        assert await receiver.post(BODY, headers(now - 290)) == 204

"""Where a worker's CPU goes: stacks sampled from outside (py-spy), and the part that each is of.

https://github.com/benfred/py-spy
"""

import asyncio
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

RATE_HZ: Final = 250
LONGEST_S: Final = 300
BEGUN_S: Final = 1.0

PARTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("produce", ("aiokafka/producer/",)),
    ("fetch", ("aiokafka/",)),
    ("Redis client", ("redis/", "store.py")),
    ("rules", ("router/rules/", "router/policy/", "router/privacy/", "phonenumbers/")),
    ("decode", ("topics/", "pydantic/")),
    (
        "journal follower",
        (
            "agents/followers.py",
            "agents/notices/",
            "router/shard/follower.py",
            "shard/tail.py",
            "shard/valid.py",
            "chain.py",
        ),
    ),
    ("metrics", ("prometheus_client/", "router/metric")),
    ("intake", ("agents/intake.py",)),
    ("owner", ("agents/inbox/", "router/shard/", "router/state/")),
    ("framework", ("agents/batches/", "faust/", "mode/")),
)
"""A stack is of the first part that its innermost known frame belongs to."""
EVENT_LOOP: Final = "event loop"
MAIN: Final = ("_run_module_as_main", "agents/__main__.py", "agents/batches/run.py")
"""What every stack of the main thread begins with; other threads wait."""
_FRAME: Final = re.compile(r"\((?P<file>[^():]*)(?::\d+)?\)$")


class Sampler:
    """py-spy beside one process. Not there when it cannot be run."""

    def __init__(self, path: Path, form: str = "raw") -> None:
        self._path, self._form = path, form
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, pid: int) -> None:
        """Begins to sample."""
        program = Path(sys.executable).with_name("py-spy")
        self._process = await asyncio.create_subprocess_exec(
            str(program), "record", "-f", self._form, "-r", str(RATE_HZ), "-d", str(LONGEST_S),
            "-o", str(self._path), "--pid", str(pid),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def stop(self) -> None:
        """Ends it, and has it write what it saw."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await self._process.wait()

    def stacks(self) -> Counter[str]:
        """How often each stack was seen; frames from the outermost on, with `;` between."""
        return read_stacks(self._path.read_text("utf-8").splitlines())


def read_stacks(lines: Iterable[str]) -> Counter[str]:
    """The main thread's stacks, of py-spy's raw form: a stack, a blank, how often."""
    found: Counter[str] = Counter()
    for line in lines:
        stack, _, times = line.rpartition(" ")
        if stack.startswith(MAIN[0]):
            found[stack] += int(times)
    return found


def part_of(stack: str) -> str:
    """The part that a stack is of; the event loop when it is none of them."""
    for frame in reversed(stack.split(";")):
        matched = _FRAME.search(frame)
        file = matched["file"] if matched else ""
        if file in MAIN:
            break
        for part, places in PARTS:
            if any(place in file for place in places):
                return part
    return EVENT_LOOP


def split(stacks: Mapping[str, int], cpu_us: float) -> dict[str, float]:
    """CPU microseconds by part, the dearest first; all parts together are `cpu_us`."""
    total = sum(stacks.values())
    by_part: Counter[str] = Counter()
    for stack, times in stacks.items():
        by_part[part_of(stack)] += times
    return {part: times * cpu_us / total for part, times in by_part.most_common()}


def dearest(stacks: Mapping[str, int], cpu_us: float, count: int) -> dict[str, float]:
    """The functions in which most CPU went, without what they call; microseconds."""
    total = sum(stacks.values())
    found: Counter[str] = Counter()
    for stack, times in stacks.items():
        found[re.sub(r":\d+\)$", ")", stack.rpartition(";")[2])] += times
    return {name: times * cpu_us / total for name, times in found.most_common(count)}

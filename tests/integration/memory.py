"""What memory a process holds at most, while something is done to it."""

import asyncio

from tests.integration.processes import Process


class Peak:
    """The most memory that a process held while it was looked at."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.before_mib = self.mib = process.rss_mib
        self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            self.mib = max(self.mib, self._process.rss_mib)
            await asyncio.sleep(0.05)

    def grown_mib(self, what: str) -> float:
        """By how much; told in the test's output."""
        self._task.cancel()
        print(f"{what}: {self.before_mib:.0f} MiB before, {self.mib:.0f} MiB at most")
        return self.mib - self.before_mib

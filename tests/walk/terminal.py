"""A terminal as people have it: bash before a pseudo-terminal, pasted to, ended by Ctrl-C."""

import asyncio
import codecs
import fcntl
import os
import pty
import re
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

POLL_S: Final = 0.02
END_S: Final = 30.0
CTRL_C: Final = b"\x03"
# It says how the command before it ended; nothing else says this.
_PROMPT: Final = "<<ended $?>>"
_ENDED: Final = re.compile(r"<<ended (\d+)>>")
_OVERWRITTEN: Final = re.compile(r"[^\n]*\r(?!\n|$)")
_SETTINGS: Final = f"stty -echo; PS2=; PS1='{_PROMPT}'\n"


def _as_in_a_window() -> None:
    """Ctrl-C reaches what runs in front, also where whoever started this had it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """One window. What was pasted last may still run in it."""

    def __init__(self, place: Path, env: Mapping[str, str]) -> None:
        """Opens it in the directory `place`."""
        ours, theirs = pty.openpty()
        self._master = ours
        self._text = ""
        self._from = 0
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "--noediting", "-i"],
            cwd=place,
            env={**env, "PS1": "", "PS2": "", "TERM": "dumb"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_as_in_a_window,  # noqa: PLW1509
        )
        os.close(theirs)
        threading.Thread(target=self._listen, daemon=True).start()
        os.write(self._master, _SETTINGS.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def output(self) -> str:
        """What came since the last paste, as it stands there: what was overwritten is gone."""
        came = self._text[self._from :].replace("\r\n", "\n")
        return _OVERWRITTEN.sub("", came)

    @property
    def busy(self) -> bool:
        """Whether what was pasted last still runs."""
        return _ENDED.search(self.output) is None

    async def paste(self, text: str, timeout_s: float) -> tuple[int, str]:
        """Exit code and output of one command; TimeoutError when it goes on for longer."""
        await self.begin(text)
        return await self.ended(timeout_s)

    async def begin(self, text: str) -> None:
        """Pastes, and waits for nothing."""
        await self.ended(END_S)
        self._from = len(self._text)
        os.write(self._master, text.encode() + b"\n")

    async def ended(self, timeout_s: float) -> tuple[int, str]:
        """Exit code and output of what was pasted last; TimeoutError when it goes on for longer."""
        code = (await self.await_text(_ENDED, timeout_s))[1]
        return int(code), _ENDED.sub("", self.output).strip()

    async def await_text(self, pattern: re.Pattern[str], timeout_s: float) -> re.Match[str]:
        """What it prints, once it does; TimeoutError when it does not in time, or ends before."""
        deadline = time.monotonic() + timeout_s
        while True:
            # Before the look: what was printed before the end still counts.
            ended = not self.busy
            found = pattern.search(self.output)
            if found is not None:
                return found
            late = time.monotonic() > deadline
            if ended or late:
                raise TimeoutError(f"no {pattern.pattern!r} in {timeout_s:.0f} s:\n{self.output}")
            await asyncio.sleep(POLL_S)

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.write(self._master, CTRL_C)

    def close(self) -> None:
        """As when the window is closed: what runs in it gets SIGHUP, then SIGKILL."""
        if self._shell.poll() is not None:
            return
        self.interrupt()
        deadline = time.monotonic() + END_S
        while self.busy and time.monotonic() < deadline:
            time.sleep(POLL_S)
        os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.wait()

    def _listen(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        while True:
            try:
                came = os.read(self._master, 65_536)
            except OSError:
                return
            if not came:
                return
            self._text += decoder.decode(came)

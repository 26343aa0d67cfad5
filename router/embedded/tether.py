"""Becomes the given command, which then dies when its parent dies, even by kill -9.

Run as `python tether.py PARENT_PID COMMAND ARGUMENT...`. Where the kernel cannot tether (only
Linux can), the command runs all the same, and an orphan is possible. Imports nothing of ours:
it starts before each child, and must do so in milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tether this process to the parent, then become the command."""
    parent, command = int(arguments[0]), arguments[1:]
    if sys.platform == "linux":
        # SIGKILL and not SIGTERM: nobody is left to see to a child that takes its time.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        # The parent may have died before the line above.
        if os.getppid() != parent:
            sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])

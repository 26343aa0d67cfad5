"""Walks pages from a clean clone with only what they say, in real time, and prints the times.

    python -m tests.walk                           # README.md
    python -m tests.walk docs/getting-started.md

What is committed is cloned and walked; everything is installed anew, and the ladder is waited for.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.walk.newcomer import Means, newcomer
from tests.walk.page import language_of, steps
from tests.walk.place import (
    Own,
    a_lead,
    addresses_here,
    environment,
    free_gateway,
    own_servers,
)
from tests.walk.refused import NEVER, NO_KCAT, OWN_THINGS
from tests.walk.screens import NotAsSaid

ROOT: Final = Path(__file__).parents[2]
PATIENT_S: Final = 900.0
NO_KAFKA: Final = shutil.which("kcat") is None or shutil.which("java") is None


async def walk(page: str, place: Path, own: Own) -> None:
    """Clones into `place`, walks the page there and prints each step. Raises NotAsSaid."""
    began = time.monotonic()

    def tell(what: str, took_s: float) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {took_s:6.1f} s  {what}", flush=True)

    clone, tools = place / "hotlead", place / "tools"
    tools.mkdir()
    cloning = ["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)]
    await asyncio.to_thread(subprocess.run, cloning, check=True)
    tell("git clone", time.monotonic() - began)
    port = free_gateway()
    language = language_of(Path(page))
    means = Means(
        place=clone,
        env=environment(tools, port),
        instead=addresses_here(own, port),
        patient_s=PATIENT_S,
        refused=NEVER | OWN_THINGS | (NO_KCAT if NO_KAFKA else {}),
        lead=lambda: a_lead(port, clone),
    )
    async with newcomer(means, language, tell) as walker:
        await walker.walk(page, steps((clone / page).read_text("utf-8"), language))
        await walker.stop()
    print(f"{page}: all came as it says, in {time.monotonic() - began:.0f} s")
    for left_out in walker.left_out:
        print(f"left out: {left_out}")


def main() -> int:
    """0 when each page came as it says."""
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("pages", nargs="*", default=["README.md"])
    for page in parser.parse_args().pages:
        print(f"{page}, of a clean clone; seconds since the start, seconds of the step")
        with tempfile.TemporaryDirectory(prefix="walk-") as place, own_servers() as own:
            try:
                asyncio.run(walk(page, Path(place), own))
            except NotAsSaid as fault:
                print(f"not as it says: {fault}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

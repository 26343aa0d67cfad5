"""A revision of the source in a folder of its own, with an environment of its own locks."""

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from loadtest.part import tell

HERE: Final = Path(__file__).resolve().parents[1]
SET_UP: Final = (".venv/.setup-dev", ".venv/.stamp")
"""What a revision's Makefile calls the environment with what tests need, from the newest on."""
OURS: Final = ("HOTLEAD_", "MAKE", "MFLAGS", "PYTHONPATH", "VIRTUAL_ENV")
"""Variables that are about this checkout, or about the make that runs."""


class BaseUnavailable(Exception):
    """The revision to compare with cannot be had; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Sources that can be run: `revision` is the commit's hash, or what is checked out here."""

    revision: str
    root: Path

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.root / ".venv" / "bin" / "python"


def environment() -> dict[str, str]:
    """The environment for a process of another checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def commit_of(revision: str, root: Path = HERE) -> str:
    """The whole hash of a revision. Raises BaseUnavailable."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not (root / ".git").exists():
        raise BaseUnavailable(
            f"BASE={revision} needs the history of a git checkout, which {root.name}/ is not:"
            " clone hotlead, or leave BASE out"
        )
    done = _git(root, *asked)
    if done.returncode:
        raise BaseUnavailable(
            f"BASE={revision}: this checkout has no such revision. `git log --oneline` shows those"
            " that it has; `git fetch --unshallow` brings those that a shallow clone left out"
        )
    return done.stdout.decode().strip()


def _git(root: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise BaseUnavailable(
            "BASE needs git: install it (Debian: apt-get install git), or leave BASE out"
        ) from None


@contextmanager
def checked_out(revision: str, history: Path = HERE) -> Iterator[Checkout]:
    """The revision in a temporary folder, ready to run. Raises BaseUnavailable.

    What pip has in its cache is not fetched again.
    """
    commit = commit_of(revision, history)
    archive = _git(history, "archive", "--format=tar", commit)
    if archive.returncode:
        raise BaseUnavailable(f"BASE={revision}: git archive failed: {archive.stderr.decode()}")
    with tempfile.TemporaryDirectory(prefix="hotlead-base-") as folder:
        root = Path(folder)
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as packed:
            packed.extractall(root, filter="data")
        tell(f"base {commit[:7]}: setting up its environment, a minute or two")
        set_up(root, revision, environment())
        yield Checkout(commit, root)


def set_up(root: Path, revision: str, env: Mapping[str, str]) -> None:
    """Makes the environment by the revision's own Makefile. Raises BaseUnavailable."""
    rules = root / "Makefile"
    text = rules.read_text("utf-8") if rules.exists() else ""
    known = [name for name in SET_UP if f"$(VENV)/{name.partition('/')[2]}:" in text]
    if not known:
        raise BaseUnavailable(
            f"BASE={revision}: its Makefile makes none of {', '.join(SET_UP)}; name a later one"
        )
    # The same interpreter on both sides: what is compared is the source.
    command = ["make", known[0], f"PYTHON={Path(sys.executable).resolve()}"]
    done = subprocess.run(
        command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace")[-2000:]
        raise BaseUnavailable(f"BASE={revision}: its environment could not be made:\n{said}")

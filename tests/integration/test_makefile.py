"""`make` where something is missing: it says what, and the next `make` begins anew."""

import shutil
import subprocess
from pathlib import Path

from tests.unit.test_docs import ROOT

# As on Debian without python3-venv: it fails, and leaves what it made so far.
NO_VENV = """#!/bin/sh
[ "$2" = venv ] || exit 0
mkdir -p "$3/bin"
ln -s /bin/true "$3/bin/python"
echo "ensurepip is not available" >&2
exit 1
"""


def test_a_venv_that_fails_is_not_left_half_made(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    python = tmp_path / "python-without-venv"
    python.write_text(NO_VENV)
    python.chmod(0o755)
    for target in (".venv/.stamp", ".venv/.runtime"):
        done = subprocess.run(
            ["make", target, f"PYTHON={python}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr
        assert "install python3-venv, then run make again" in done.stdout.splitlines()
        assert not (tmp_path / ".venv").exists()

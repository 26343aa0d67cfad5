"""`make`: what each target brings, a line a step, and what it says where something is missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.test_docs import ROOT

# As on Debian without python3-venv: it fails, and leaves what it made so far.
NO_VENV = """#!/bin/sh
[ "$2" = venv ] || exit 0
mkdir -p "$3/bin"
ln -s /bin/true "$3/bin/python"
echo "ensurepip is not available" >&2
exit 1
"""
# Makes a .venv of itself, and writes down what pip is asked for.
PYTHON = """#!/bin/sh
[ "$2" != venv ] || { mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; }
[ "$2" != pip ] || { echo "$@" >> asked; echo "Collecting much"; }
[ ! -e broken ] || { echo "no matching distribution" >&2; exit 1; }
"""
STEP = re.compile(r"(.+) … (\d+) s")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/step", tmp_path / ".ci")
    for lock in ROOT.glob("requirements*.lock"):
        (tmp_path / lock.name).write_text(f"{lock.stem}-one==1 \\\n{lock.stem}-two==2 \\\n")
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def made(
    checkout: Path, target: str, python: str, *, code: int = 0
) -> subprocess.CompletedProcess[str]:
    file = checkout / "python-of-the-test"
    file.write_text(python)
    file.chmod(0o755)
    done = subprocess.run(
        ["make", target, f"PYTHON={file}"],
        cwd=checkout,
        # Not as a part of the `make test` that runs this.
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def locks_asked(checkout: Path) -> list[str]:
    return re.findall(r"-r (\S+)", (checkout / "asked").read_text())


def test_a_venv_that_fails_is_not_left_half_made(checkout: Path) -> None:
    for target in (".venv/.setup", ".venv/.setup-dev", ".venv/.setup-bench"):
        done = made(checkout, target, NO_VENV, code=2)
        assert "install python3-venv, then run make again" in done.stdout.splitlines()
        assert "ensurepip is not available" in done.stderr
        assert not (checkout / ".venv").exists()


def test_each_target_brings_what_it_needs_and_says_a_line_a_step(checkout: Path) -> None:
    run = ["requirements.lock", "requirements-build.lock"]
    done = made(checkout, ".venv/.setup", PYTHON)
    assert locks_asked(checkout) == run
    steps = [STEP.fullmatch(line) for line in done.stdout.splitlines()]
    assert [step and step[1] for step in steps] == [
        "making .venv",
        "installing 4 packages into .venv",
        "linking this checkout into .venv",
    ]
    assert not made(checkout, ".venv/.setup", PYTHON).stdout.startswith("making")
    made(checkout, ".venv/.setup-dev", PYTHON)
    assert locks_asked(checkout) == [*run, "requirements-dev.lock"]
    made(checkout, ".venv/.setup-bench", PYTHON)
    assert locks_asked(checkout) == [*run, "requirements-dev.lock", "requirements-bench.lock"]


def test_what_only_tests_and_benches_need_is_not_in_the_lock_for_running() -> None:
    names = {
        lock.stem: set(re.findall(r"^([\w.-]+)==", lock.read_text(), re.MULTILINE))
        for lock in ROOT.glob("requirements*.lock")
    }
    later = {"numpy", "matplotlib", "mypy", "ruff", "playwright", "pytest", "hypothesis", "py-spy"}
    assert not later & (names["requirements"] | names["requirements-build"])
    assert later <= names["requirements-dev"] | names["requirements-bench"]
    assert not {"numpy", "matplotlib", "py-spy"} & names["requirements-dev"]


def test_a_step_that_fails_is_shown_whole_names_its_log_and_is_done_again(checkout: Path) -> None:
    (checkout / ".venv/bin").mkdir(parents=True)
    python = checkout / ".venv/bin/python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    (checkout / "broken").touch()
    done = made(checkout, ".venv/.setup", PYTHON, code=2)
    assert re.search(r"installing 4 packages into .venv … failed after \d+ s", done.stdout)
    assert "Collecting much\nno matching distribution\n" in done.stderr
    assert (log := re.search(r"what it said is in (\S+) too", done.stderr))
    assert (checkout / log[1]).read_text() == "Collecting much\nno matching distribution\n"
    (checkout / "broken").unlink()
    made(checkout, ".venv/.setup", PYTHON)
    assert (checkout / ".venv/.setup").exists()

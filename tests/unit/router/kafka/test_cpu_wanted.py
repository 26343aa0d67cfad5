"""What a thread ran and waited for a CPU, as the kernel tells it."""

from time import thread_time

import pytest

from hotlead.router.kafka import cpu_wanted
from hotlead.router.kafka.cpu_wanted import waited_s, wanted_s


def work() -> float:
    """Uses some CPU; how much."""
    began_s = thread_time()
    while thread_time() - began_s < 0.01:
        pass
    return thread_time() - began_s


def test_waiting_is_the_second_figure() -> None:
    assert waited_s(b"7000000000 2500000000 31\n") == 2.5


@pytest.mark.parametrize("told", [b"", b"\n"])
def test_a_kernel_that_does_not_tell_counts_no_waiting(told: bytes) -> None:
    assert waited_s(told) == 0


def test_what_a_thread_runs_is_wanted() -> None:
    began_s = wanted_s()
    used_s = work()
    assert wanted_s() - began_s >= used_s


def test_a_thread_is_told_without_the_kernels_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_wanted, "SCHEDSTAT", "/proc/no/such/file")
    before_s = thread_time()
    assert before_s <= wanted_s() <= thread_time()

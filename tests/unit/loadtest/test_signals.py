"""The bench's signals: the same for a seed, some of them worth nothing; the table is of medians."""

from loadtest.audited import Audited
from loadtest.signals import KINDS, SignalRun, behaviour, heats_of, table


def run(rate: float) -> SignalRun:
    cpu = {"worker": 100.0, "redis": 90.0, "kafka": 50.0}
    return SignalRun(10, rate, cpu, 0.0, Audited(1, 0, 0, ""))


def test_what_visitors_do_is_the_same_for_a_seed() -> None:
    made = behaviour(500, 20, 7)
    assert made == behaviour(500, 20, 7)
    assert made != behaviour(500, 20, 8)
    assert sum(map(len, made.by_visitor.values())) == len(made.records) == 500
    assert {kind for sent in made.by_visitor.values() for kind in sent} == set(KINDS)


def test_heats_are_what_the_policy_gives_for_what_was_done() -> None:
    long, short = ("page_dwell", 150.0), ("page_dwell", 20.0)
    assert heats_of({"a": [long, short], "b": [long, long, long], "c": [short]}) == [0, 25, 50]


def test_the_table_tells_the_median_and_the_spread() -> None:
    told = table([run(900), run(1000), run(5000)])
    assert "1,000/s (900 to 5,000)" in told
    assert "worker 100" in told
    assert "no run" in table([])

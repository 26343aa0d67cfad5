"""The line as it is shown is the choice made again and again."""

from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.rules.queue_order import TURN, Owed, Waits, in_order

POOLS = ("main", "side")
numbers = st.integers(0, 6)
lines = st.lists(
    st.tuples(st.sampled_from(POOLS), numbers, numbers, st.booleans(), st.booleans()), max_size=14
)
shares = st.sampled_from((0, 250_000, 300_000, 500_000, TURN))
debts = st.integers(0, TURN)


def naive(waiting: list[Waits], owed: dict[str, tuple[int, int]]) -> list[str]:
    """Lead by lead: all that are left are sorted, and pools' credits counted by hand."""
    credit = {pool: start for pool, (start, _) in owed.items()}
    left, order = list(waiting), list[str]()
    while left:
        best = min(left, key=lambda x: (not x.hot, -x.value, x.since, x.lead))
        chosen = best
        if not best.hot:
            late = [x for x in left if x.late]
            grown = {x.pool: credit[x.pool] + owed[x.pool][1] for x in late}
            due = [x for x in late if grown[x.pool] >= TURN]
            chosen = min(due, key=lambda x: (x.since, x.lead), default=best)
            for pool, amount in grown.items():
                if chosen is not best and pool == chosen.pool:
                    credit[pool] = amount - TURN
                elif any(x.pool == pool and x is not chosen for x in late):
                    credit[pool] = min(TURN, amount)
        left.remove(chosen)
        order.append(chosen.lead)
    return order


@given(lines, st.tuples(debts, shares), st.tuples(debts, shares), st.integers(0, 15))
def test_the_line_is_the_choice_made_again_and_again(
    line: list[tuple[str, int, int, bool, bool]],
    main: tuple[int, int],
    side: tuple[int, int],
    limit: int,
) -> None:
    waiting = [
        Waits(f"L{at:02d}", pool, since, value, hot=hot, late=late and not hot)
        for at, (pool, since, value, hot, late) in enumerate(line)
    ]
    expected = naive(waiting, {"main": main, "side": side})
    for most in (None, limit):
        owed = {"main": Owed(*main), "side": Owed(*side)}
        assert [one.lead for one in in_order(waiting, owed, most)] == expected[:most]

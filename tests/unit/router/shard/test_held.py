"""Numbers are written into hashes as %.14g writes them, whichever way is cheaper."""

from functools import cache
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from lupa import lua51

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.state.scripts import sources

FINITE = st.floats(allow_nan=False, allow_infinity=False)
#: From small ones to those that have more than fourteen digits, which are rounded.
WHOLE = st.integers(0, 16).flatmap(lambda digits: st.integers(-(10**digits), 10**digits)).map(float)


@cache
def stored() -> Any:
    """The function of the part, which needs nothing of a shard but how long an hour is."""
    (held,) = (part for part in sources(AGGREGATES).parts if part.name == "held")
    load = lua51.LuaRuntime().eval(
        "function(text) return assert(loadstring('local shard = { HOUR = 1 } ' .. text))() end"
    )
    return load(held.text)["stored"]


@given(FINITE | WHOLE)
@example(99_999_999_999_999.0)
@example(123_456_789_012_345.0)
@example(-123_456_789_012_345.0)
def test_a_number_has_its_text_of_fourteen_digits(value: float) -> None:
    # A zero has no sign: nothing that is kept has one.
    assert stored()(value) == f"{value or 0.0:.14g}"


def test_a_text_stays() -> None:
    assert stored()("1.50") == "1.50"

"""What a gateway did with its phones is right when nobody was missed, cut off or told twice."""

from dataclasses import replace
from typing import Any

import pytest

from loadtest.audited import Audited
from loadtest.phones import Phones, TooFewFiles, _allow_files

GOOD = Phones(
    streams=10, opened_s=1.0, gateway_kib_a_stream=25.0, gateway_idle_cores=0.0, told_one_each=10,
    missed=0, push={}, first_to_last_s=1.0, streams_ended=0, told_again=0, unanswered=0, stolen=0.0,
    audit=Audited(1, 0, 0, ""),
)  # fmt: skip


def test_all_told_once_and_answered_is_right() -> None:
    assert GOOD.right


@pytest.mark.parametrize("field", ["missed", "streams_ended", "told_again", "unanswered"])
def test_one_phone_is_enough_to_be_wrong(field: str) -> None:
    wrong: Any = {field: 1}
    assert not replace(GOOD, **wrong).right
    assert not replace(GOOD, audit=Audited(1, 1, 0, "x")).right


def test_more_connections_than_the_system_allows_are_refused_in_words() -> None:
    with pytest.raises(TooFewFiles, match="ulimit"):
        _allow_files(10**9)

"""Made-up numbers: one for each person, the same at each run, none that an operator gives out."""

import pytest

from hotlead.router.replay.people import People
from hotlead.router.rules.identity import BadPhone, normalise_phone


def test_each_person_has_a_number_of_their_own() -> None:
    people = People(3)
    phones = [people.phone(f"id-{number}") for number in range(20_000)]
    assert len(set(phones)) == 20_000
    again = People(3)
    assert [again.phone(f"id-{number}") for number in range(20_000)] == phones
    assert people.phone("id-7") == phones[7]


def test_no_operator_gives_them_out() -> None:
    phone = People(0).phone("id-1")
    assert normalise_phone(phone, test=True) == phone
    with pytest.raises(BadPhone):
        normalise_phone(phone, test=False)


def test_blocks_keep_files_apart() -> None:
    assert People(1).phone("id-1") != People(2).phone("id-1")

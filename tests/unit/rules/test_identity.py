"""Who a person is: numbers as people write them, masks, and keyed hashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.rules.identity import (
    BadPhone,
    keyed_hash,
    mask_phone,
    mask_text,
    normalise_phone,
    recognise,
)
from hotlead.topics.captures import Contact

KEY = b"key of the house"


@pytest.mark.parametrize(
    "spelling",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "+8613800138000",
        "008613800138000",
        "0086 138 0013 8000",
        "１３８００１３８０００",
        "＋８６　１３８００１３８０００",
        "(138) 0013-8000",
        " 138.0013.8000 ",
    ],
)
def test_each_spelling_is_the_same_number(spelling: str) -> None:
    assert normalise_phone(spelling, test=False) == "+8613800138000"


def test_a_foreign_number_keeps_its_country() -> None:
    assert normalise_phone("+44 20 7946 0018", test=False) == "+442079460018"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("400-800-1234", "service number"),
        ("800-810-8888", "service number|no number|not a number"),
        ("hello", "no phone number"),
        ("", "no phone number"),
        ("123", "not a number"),
        ("1380013800", "not a number"),
        ("+86 999 9999 9999", "not a number"),
    ],
)
def test_what_is_no_persons_number_is_refused_without_telling_it(number: str, why: str) -> None:
    with pytest.raises(BadPhone, match=why) as refused:
        normalise_phone(number, test=False)
    assert not number or number not in str(refused.value)


def test_the_made_up_range_is_for_tests_only() -> None:
    assert normalise_phone("+8614000000001", test=True) == "+8614000000001"
    with pytest.raises(BadPhone):
        normalise_phone("+8614000000001", test=False)
    with pytest.raises(BadPhone):
        normalise_phone("+8699900000001", test=True)


@pytest.mark.parametrize(
    ("number", "mask"),
    [("+8613800138000", "138****8000"), ("+442079460018", "442****0018"), ("+861234", "****")],
)
def test_a_mask_hides_the_middle(number: str, mask: str) -> None:
    assert mask_phone(number) == mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call 13800138000 now", "call ******** now"),
        ("call +86 138-0013-8000", "call ********"),
        ("1380013", "*******"),
        ("room 123456", "room 123456"),
        ("budget 260000", "budget 260000"),
        ("none", "none"),
    ],
)
def test_runs_of_digits_are_hidden_in_text(text: str, hidden: str) -> None:
    assert mask_text(text) == hidden


@given(st.text(), st.integers(10**10, 2 * 10**10 - 1), st.text())
def test_no_mobile_number_outlives_masking(before: str, number: int, after: str) -> None:
    assert str(number) not in mask_text(f"{before}{number}{after}")


def test_a_hash_needs_the_key_and_differs_by_tenant_and_kind() -> None:
    hashes = {
        keyed_hash(KEY, "main", "phone", "1"),
        keyed_hash(b"another", "main", "phone", "1"),
        keyed_hash(KEY, "other", "phone", "1"),
        keyed_hash(KEY, "main", "wechat", "1"),
        keyed_hash(KEY, "mainphone", "", "1"),
    }
    assert len(hashes) == 5
    assert all(len(found) == 32 for found in hashes)
    assert keyed_hash(KEY, "main", "phone", "1") in hashes


def test_a_person_is_recognised_by_all_that_they_left() -> None:
    contact = Contact(phone="138 0013 8000", wechat="Wei", email="A@B.cn", name="Li")
    person = recognise(contact, tenant="main", key=KEY, test=False)
    assert person.contact == {
        "phone": "+8613800138000",
        "wechat": "Wei",
        "email": "a@b.cn",
        "name": "Li",
    }
    assert person.masked == "138****8000"
    assert person.identities == (
        keyed_hash(KEY, "main", "phone", "+8613800138000"),
        keyed_hash(KEY, "main", "wechat", "Wei"),
        keyed_hash(KEY, "main", "email", "a@b.cn"),
    )


def test_a_name_is_no_identity() -> None:
    one = recognise(Contact(open_id="o", name="Li"), tenant="main", key=KEY, test=False)
    two = recognise(Contact(open_id="o", name="Wu"), tenant="main", key=KEY, test=False)
    assert one.identities == two.identities
    assert one.masked == "****"


def test_a_bad_number_is_refused_though_there_is_more() -> None:
    with pytest.raises(BadPhone):
        recognise(Contact(phone="123", wechat="Wei"), tenant="main", key=KEY, test=False)

"""Who a person is: numbers as people write them, masks, and keyed hashes."""

import contextlib
import random

import phonenumbers
import pytest

from hotlead.router.rules.identity import (
    BadPhone,
    keyed_hash,
    known_id,
    mask_phone,
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
        "微信13800138000",
        "138-0013-8000（微信同号）",
        "13800138000 张先生",
        "１３８００１３８０００，同微信。",
    ],
)
def test_each_spelling_is_the_same_number(spelling: str) -> None:
    assert normalise_phone(spelling, test=False) == "+8613800138000"


def by_libphonenumber(raw: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, "CN")
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if not phonenumbers.is_valid_number(number) or kind != phonenumbers.PhoneNumberType.MOBILE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("prefix", ["", "+86"])
@pytest.mark.parametrize("test", [False, True])
def test_a_plain_mobile_is_what_libphonenumber_makes_of_it(prefix: str, *, test: bool) -> None:
    tails = random.Random(7)
    for head in range(10_000, 20_000):
        raw = f"{prefix}{head}{tails.randrange(10**6):06}"
        if f"{head}".startswith("140") and test:
            continue  # the made-up range
        ours: str | None = None
        with contextlib.suppress(BadPhone):
            ours = normalise_phone(raw, test=test)
        theirs = by_libphonenumber(raw)
        # What is no mobile (landlines, say) goes to libphonenumber itself.
        assert theirs is None or ours == theirs
        if f"{head}"[1] in "3456789":
            assert ours == theirs


@pytest.mark.parametrize("tail", ["000000", "999999", "123456", "800800", "400400", "108001"])
def test_no_tail_makes_a_plain_mobile_another_number(tail: str) -> None:
    for head in range(13_000, 20_000):
        raw = f"{head}{tail}"
        if (theirs := by_libphonenumber(raw)) is not None:
            assert normalise_phone(raw, test=False) == theirs
        else:
            with pytest.raises(BadPhone):
                normalise_phone(raw, test=False)


@pytest.mark.parametrize(
    "raw", ["1380013800\n", "13800138000\n", "138001380000", "+8613800138", "8613800138000"]
)
def test_what_only_looks_like_a_plain_mobile_is_left_to_libphonenumber(raw: str) -> None:
    digits = raw.strip()
    if by_libphonenumber(digits) is None:
        with pytest.raises(BadPhone):
            normalise_phone(raw, test=False)
    else:
        assert normalise_phone(raw, test=False) == by_libphonenumber(digits)


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
        ("微信同号", "no phone number"),
        ("010-64123456转801", "no phone number"),
        ("13800138000，13900139000", "no phone number"),
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


def test_a_test_is_never_the_person_of_a_real_capture() -> None:
    contact = Contact(phone="138 0013 8000", wechat="Wei", open_id="o", email="a@b.cn")
    real = recognise(contact, tenant="main", key=KEY, test=False)
    test = recognise(contact, tenant="main", key=KEY, test=True)
    assert len(test.identities) == 4
    assert not set(real.identities) & set(test.identities)
    assert test == recognise(contact, tenant="main", key=KEY, test=True)


def test_an_id_is_kept_unless_it_may_hold_a_phone() -> None:
    for plain in ("wf-1", "lead-2026-01-05-0001", "5f0c9e2a-1d4b-4c5e-9f00-1a2b3c4d5e6f"):
        assert known_id(KEY, "main", plain) == plain
    hidden = known_id(KEY, "main", "call-13800138000")
    assert hidden.startswith("id-")
    assert not any(letter.isdigit() for letter in hidden)
    assert known_id(KEY, "main", "call-13800138000") == hidden
    assert known_id(KEY, "main", hidden) == hidden
    others = {
        known_id(KEY, "main", "call-13800138001"),
        known_id(KEY, "other", "call-13800138000"),
        known_id(b"another", "main", "call-13800138000"),
    }
    assert len(others | {hidden}) == 4

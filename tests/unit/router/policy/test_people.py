"""The policy's part about people: channels, languages, reasons, and when a rep is reachable."""

from typing import Any

import pytest
from pydantic import ValidationError

from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.policy.people import AppriseChannel, Limit, Person, Reachability, WebhookChannel

SECRET = "dingtalk://abc123SECRET/"
LIMIT = {"at_most": 20, "per_s": 60}
APPRISE: dict[str, Any] = {"kind": "apprise", "url": SECRET}


def person(**channel: Any) -> dict[str, Any]:
    return {"supervisors": [{"id": "lin", "channels": [channel]}]}


def reason(code: str, **fields: Any) -> dict[str, Any]:
    return {"code": code, "en": "e", "zh": "z"} | fields


def test_a_channel_without_a_kind_is_a_webhook() -> None:
    found = Person.model_validate({"id": "lin", "channels": [{"url": "https://a"}, APPRISE]})
    assert found.channels == (
        WebhookChannel(url="https://a"),
        AppriseChannel(kind="apprise", url=SECRET),
    )
    assert [channel.via for channel in found.channels] == ["webhook", "dingtalk"]
    assert Person.model_validate(found) == found
    assert hash(found.channels[1]) == hash(AppriseChannel(kind="apprise", url=SECRET))


def test_what_an_apprise_channel_does_unless_told() -> None:
    channel = AppriseChannel(kind="apprise", url="WeComBot://key")
    assert (channel.via, channel.timeout_s, channel.limits) == ("wecombot", 10, None)
    assert (channel.shows, channel.rungs) == (("pool", "channel", "score"), ())
    assert Person(id="lin").language == "zh"


def test_a_channels_secret_is_in_no_text() -> None:
    given = person(kind="apprise", url="SECRET without a scheme")
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(given)
    texts = [
        str(refused.value),
        repr(AppriseChannel(**APPRISE)),
        str(WebhookChannel(url="http://SECRET")),
    ]
    assert [text for text in texts if "SECRET" in text] == []


@pytest.mark.parametrize(
    ("document", "where", "why"),
    [
        (person(kind="pager", url="x://y"), "supervisors.0.channels.0", "'webhook', 'apprise'"),
        (person(**APPRISE, limits=[]), "supervisors.0.channels.0.apprise.limits", "at least 1"),
        (
            person(**APPRISE, limits=[LIMIT, LIMIT | {"at_most": 0}]),
            "supervisors.0.channels.0.apprise.limits.1.at_most",
            "greater than",
        ),
        (person(kind="apprise", url="no url"), "supervisors.0.channels.0.apprise.url", "pattern"),
        (person(kind="apprise", url="dingtalk://a b"), "supervisors.0.channels.0.apprise.url", ""),
        (
            person(url="https://a", rungs=["five-oclock"]),
            "",
            "no ladder has: five-oclock; use all-refused, duty-manager",
        ),
        (person(url="https://a", rungs=["assigned"]), "", "no ladder has: assigned"),
        ({"reps": [{"id": "wang"}, {"id": "wang"}]}, "reps", "listed twice"),
        ({"supervisors": [{"id": "lin", "language": "fr"}]}, "supervisors.0.language", "'zh'"),
        ({"decline_reasons": []}, "decline_reasons", "at least 1"),
        (
            {"decline_reasons": [reason(f"r{i}") for i in range(13)]},
            "decline_reasons",
            "at most 12",
        ),
        ({"decline_reasons": [reason("a"), reason("a")]}, "decline_reasons", "the same code"),
        (
            {"decline_reasons": [reason("b"), reason("a", zh=" ")]},
            "decline_reasons.1.zh",
            "at least 1",
        ),
        ({"reachability": {"receipt_counts_s": 0}}, "reachability.receipt_counts_s", "greater"),
    ],
)
def test_a_wrong_document_is_refused_and_the_field_named(
    document: dict[str, Any], where: str, why: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(document)
    (error,) = refused.value.errors()
    assert ".".join(str(part) for part in error["loc"]) == where
    assert why in error["msg"]


def test_rungs_of_the_ladders_and_new_assignments_may_be_named() -> None:
    policy = Policy.model_validate(
        {
            "supervisors": [{"id": "lin", "channels": [APPRISE | {"rungs": ["supervisors"]}]}],
            "reps": [
                {"id": "wang", "channels": [APPRISE | {"rungs": ["assigned", "reminder"]}]},
                {"id": "li", "channels": [APPRISE | {"limits": [LIMIT]}]},
            ],
        }
    )
    li = policy.reps[1].channels[0]
    assert isinstance(li, AppriseChannel)
    assert li.limits == (Limit(at_most=20, per_s=60),)


def test_a_rep_may_choose_from_five_reasons() -> None:
    codes = [reason.code for reason in DEFAULT_POLICY.decline_reasons]
    assert codes == ["with_customer", "not_my_area", "not_my_product", "known_customer", "other"]


def test_a_receipt_is_worth_what_it_counts_for_beyond_a_heartbeat() -> None:
    assert Reachability().receipt_extra_ms == (1800 - 60) * 1000
    assert Reachability(offline_after_s=3600).receipt_extra_ms == 0

"""What differs between two policies: by path, entries known again by name, secrets hidden."""

from typing import Any

from hotlead.router.policy.changes import changes, document
from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.policy.files import check_document

HOOK = {"url": "https://hooks.example/SECRET"}
ROBOT = {"kind": "apprise", "url": "wecombot://SECRET/"}


def policy(**fields: Any) -> Policy:
    return Policy.model_validate({"version": "v1", **fields})


def differ(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    told = changes(policy(**old), policy(**new), secrets=True)
    return [(one.path, one.old, one.new) for one in told]


def test_the_same_differs_in_nothing() -> None:
    assert changes(DEFAULT_POLICY, policy()) == []


def test_a_value_has_its_path() -> None:
    assert differ({}, {"pools": {"main": {"hot": 70.5}}, "costs": {"web-form": 60}}) == [
        ("pools.main.hot", 72, 70.5),
        ("costs.web-form", None, 60),
    ]


def test_a_rung_is_known_again_by_its_name() -> None:
    one = {"name": "a", "after_s": 60, "remind": True}
    two = {"name": "b", "after_s": 120, "open": True}
    ladders = [{"pools": {"main": {"ladder": ladder}}} for ladder in ([two], [one, two])]
    ((path, old, new),) = differ(*ladders)
    assert (path, old, new["after_s"]) == ("pools.main.ladder[a]", None, 60)
    later = {"pools": {"main": {"ladder": [one, two | {"after_s": 300}]}}}
    assert differ(ladders[1], later) == [("pools.main.ladder[b].after_s", 120, 300)]


def test_the_order_of_pools_counts() -> None:
    old: dict[str, Any] = {"pools": {"a": {}, "b": {}}}
    new: dict[str, Any] = {"pools": {"b": {}, "a": {}}}
    assert differ(old, new) == [("pools (order)", ["a", "b"], ["b", "a"])]
    assert differ(new, {"pools": {"b": {}, "c": {}, "a": {}}})[0][0] == "pools.c"


def test_secrets_are_hidden_and_still_told_apart() -> None:
    old = policy(supervisors=[{"id": "lin", "channels": [HOOK, ROBOT]}])
    new = policy(
        supervisors=[{"id": "lin", "channels": [HOOK, ROBOT | {"url": "wecombot://OTHER/"}]}]
    )
    (change,) = changes(old, new)
    assert change.path == "supervisors[lin].channels[1].url"
    assert str(change.old).startswith("hidden: wecombot, ")
    assert change.old != change.new
    assert "SECRET" not in str(document(old, secrets=False))
    # A whole person who is new, too.
    assert "SECRET" not in str(changes(policy(), old))


def test_what_is_shown_is_the_policy_again_and_without_secrets_none() -> None:
    one = policy(supervisors=[{"id": "lin", "channels": [HOOK, ROBOT]}])
    assert check_document(document(one, secrets=True)) == (one, [])
    found, faults = check_document(document(one, secrets=False))
    assert found is None
    assert len(faults) == 2

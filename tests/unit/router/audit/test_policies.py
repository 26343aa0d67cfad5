"""The policy that a shard follows, beside the document that was published."""

from typing import Any, cast

import pytest

from hotlead.router.audit.policies import check_policy
from hotlead.router.audit.report import Report
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.router.pools.requests import pool_fields
from hotlead.topics.journal.pools import PolicyActivated


class Nothing:
    """A topic without a policy: the default is in force."""

    def find(self, _: str) -> None:
        return None


def told(pools: dict[str, Any]) -> list[str]:
    report = Report()
    book = cast("PolicyBook", Nothing())
    version = DEFAULT_POLICY.version
    check_policy(report, 0, PolicyActivated(version=version, pools=pools), book)
    return [finding.text for finding in report.findings]


def main(**fields: Any) -> dict[str, Any]:
    return {"main": pool_fields(DEFAULT_POLICY, "main", 0) | fields}


def test_what_was_published_is_in_force() -> None:
    assert told(main()) == []
    assert told(main(is_open=0)) == [], "a timer changes it"


@pytest.mark.parametrize("field", ["hot", "undo"])
def test_a_number_that_is_another_is_told(field: str) -> None:
    assert told(main(**{field: 1})) == [f"policy default, pool main: it differs in {field}"]


def test_what_an_older_hotlead_did_not_say_yet_is_no_difference() -> None:
    pools = main()
    del pools["main"]["undo"]
    assert told(pools) == []
    del pools["main"]["hot"]
    assert told(pools) == ["policy default, pool main: it differs in hot"]


def test_a_pool_too_few_is_told_whole() -> None:
    [text] = told({})
    assert "longest_wait" in text

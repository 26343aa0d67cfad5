"""A lead scored anew from what is kept of it."""

import pytest

from hotlead.router.leads.requests import needs_of, points_of
from hotlead.router.leads.rescoring import rescored
from hotlead.router.policy.document import Policy, Pool, Requirement
from hotlead.router.privacy.masking import mask_value
from hotlead.topics.captures import AttributeValue

POOL = Pool(requires={"budget": Requirement(tiers={"2600000": 1, "26000000000": 2})})
POLICY = Policy(pools={"main": POOL})


@pytest.mark.parametrize("value", ["2600000", 2600000.0, "260000.00", 26_000_000_000.0])
def test_it_earns_and_asks_the_same_as_when_it_came(value: AttributeValue) -> None:
    points = points_of(POLICY, {"budget": value})
    needs = needs_of(POOL, {"budget": value})
    kept = {b"pool": b"main", b"a.budget": mask_value(value).encode()}
    kept |= {f"p.{name}".encode(): str(one).encode() for name, one in points.items()}
    kept |= {f"n.{name}".encode(): one.encode() for name, one in needs.items()}
    request = rescored("L1", kept, [], POLICY)
    assert (request["points"], request["needs"]) == (points, needs)
    assert request["profile"] == 40_000_000

"""Actions are mounted from the records of aggregates, by names that the gateway knows."""

from dataclasses import replace

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.errors import CallUnfit
from hotlead.router.gateway.mounting import mounted
from hotlead.router.shard.http_call import HttpCall

ANY = AGGREGATES.http[0]


@pytest.mark.parametrize("call", AGGREGATES.http, ids=lambda call: f"{call.method} {call.path}")
def test_each_action_is_described_as_it_was_offered(call: HttpCall) -> None:
    described = mounted(call).described
    assert (described.method, described.path) == (call.method, call.path)
    assert (described.does, described.who, described.body) == (call.does, call.who, call.body)
    # Who sends no body cannot send one too large, or of another type.
    assert ({413, 415} <= described.answers.keys()) == (call.body is not None)


@pytest.mark.parametrize("unfit", [replace(ANY, who="nobody"), replace(ANY, shows="nobody")])
def test_a_name_that_the_gateway_does_not_know_is_refused(unfit: HttpCall) -> None:
    said = f"the call {ANY.method} {ANY.path} names nobody, which the gateway does not know"
    with pytest.raises(CallUnfit) as refused:
        mounted(unfit)
    assert str(refused.value).startswith(said)

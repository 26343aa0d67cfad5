"""The arithmetic of the buckets, on a model of the script's; the script itself needs a Redis."""

from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.policy.people import AppriseChannel, Limit
from hotlead.router.push.limits import Bucket, buckets
from hotlead.router.push.vendor_limits import VENDOR_LIMITS, limits_of


def taken(bucket: Bucket, asks: list[int]) -> list[int]:
    """The instants at which messages were let through, of those at which one was asked for."""
    full_at, out = 0, []
    for now in asks:
        at = max(full_at, now)
        if at - now <= (bucket.burst - 1) * bucket.each:
            full_at = at + bucket.each
            out.append(now)
    return out


limits = st.builds(
    Limit,
    at_most=st.integers(1, 40),
    per_s=st.floats(0.001, 4000, allow_nan=False, allow_infinity=False),
)


@given(limits, st.lists(st.floats(0, 3), max_size=300))
def test_no_window_holds_more_than_may_be_sent(limit: Limit, steps: list[float]) -> None:
    """Asked at any pace, and as fast as the bucket gives: the window may begin anywhere."""
    bucket, now, asks = Bucket.of(limit), 0, []
    for step in steps:
        now += int(step * bucket.each)
        asks.append(now)
    sent = taken(bucket, asks)
    for first in range(len(sent)):
        window = [at for at in sent[first:] if at < sent[first] + bucket.window]
        assert len(window) <= limit.at_most


@given(limits)
def test_the_worst_window_holds_just_as_many(limit: Limit) -> None:
    """Greed: all that the bucket gives, at the instant at which it gives it."""
    bucket = Bucket.of(limit)
    asks = [0] * bucket.burst + [n * bucket.each for n in range(1, 2 * limit.at_most)]
    within = [at for at in taken(bucket, asks) if at < bucket.window]
    assert limit.at_most - 1 <= len(within) <= limit.at_most


@given(limits, st.floats(0, 30), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_a_vendor_counts_no_more_when_some_are_slow(
    limit: Limit, under_way_s: float, delays: list[float]
) -> None:
    """Greed again; each message is under way for a part of the time that it may be."""
    bucket = Bucket.of(limit, under_way_s)
    longest = min(under_way_s, limit.per_s) * 1e6
    asks = [0] * bucket.burst + [n * bucket.each for n in range(1, 3 * limit.at_most)]
    arrivals = sorted(
        at + delays[n % len(delays)] * longest for n, at in enumerate(taken(bucket, asks))
    )
    for first, over in zip(arrivals, arrivals[limit.at_most :], strict=False):
        assert over - first >= limit.per_s * 1e6 - 1  # windows are in whole microseconds


@given(limits)
def test_in_the_long_run_half_of_the_limit_at_least_is_used(limit: Limit) -> None:
    bucket = Bucket.of(limit)
    assert bucket.each * limit.at_most <= 2 * bucket.window + limit.at_most


def test_of_two_limits_with_one_window_the_lower_rules() -> None:
    found = buckets([Limit(at_most=5, per_s=60), Limit(at_most=50, per_s=60)])
    assert found == (Bucket.of(Limit(at_most=5, per_s=60)),)


def test_the_vendors_own_limits_hold_unless_a_channel_names_its_own() -> None:
    ding = AppriseChannel(kind="apprise", url="DingTalk://abc")
    assert [(one.at_most, one.per_s) for one in limits_of(ding)] == [(20, 60)]
    own = (Limit(at_most=1, per_s=5),)
    assert limits_of(ding.model_copy(update={"limits": own})) == own
    assert limits_of(AppriseChannel(kind="apprise", url="json://host")) == ()
    calls = AppriseChannel(kind="apprise", url="twilio://a:b@c/d?method=call")
    assert limits_of(calls) == VENDOR_LIMITS["voice"]

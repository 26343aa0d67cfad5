"""The vendors' own limits, by apprise's schema, for a channel that names none of its own.

From vendors' documentation, not tried against them: docs/push.md lists the sources. They hold for
one robot, app member or callee, which is one URL.
"""

from typing import Final

from hotlead.router.policy.people import AppriseChannel, Limit

MINUTE_S: Final = 60.0
HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0


def _limits(*pairs: tuple[int, float]) -> tuple[Limit, ...]:
    return tuple(Limit(at_most=at_most, per_s=per_s) for at_most, per_s in pairs)


_VOICE: Final = _limits((1, MINUTE_S), (5, HOUR_S), (20, DAY_S))
VENDOR_LIMITS: Final = {
    # More are answered with an error, and the robot is blocked for 10 minutes.
    "dingtalk": _limits((20, MINUTE_S)),
    # WeCom drops the excess in silence.
    "wechat": _limits((30, MINUTE_S), (1000, HOUR_S)),
    "wecombot": _limits((20, MINUTE_S), (1000, HOUR_S)),
    "feishu": _limits((5, 1.0), (100, MINUTE_S)),
    "lark": _limits((5, 1.0), (100, MINUTE_S)),
    # Calls. Carriers block who rings more often; the figures are Aliyun's for one callee.
    "voice": _VOICE,
}
# Schemas of vendors that call when the URL says so, and that send text messages else.
CALLERS: Final = frozenset({"twilio"})


def limits_of(channel: AppriseChannel) -> tuple[Limit, ...]:
    """The limits that hold for a channel: its own, else the vendor's, else none."""
    if channel.limits is not None:
        return channel.limits
    schema = channel.via
    if schema in CALLERS and "method=call" in channel.url.lower():
        return _VOICE
    return VENDOR_LIMITS.get(schema, ())

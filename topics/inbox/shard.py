"""What befalls a shard as a whole."""

from typing import Final, Literal

from hotlead.topics.event import ActionEvent, InboxEvent, Milliseconds
from hotlead.topics.names import Name, Short


class PolicyActivated(ActionEvent):
    """From here on the shard follows this version of the policy (topic `policies`)."""

    kind: Literal["policy"] = "policy"
    version: Name


class Marker(InboxEvent):
    """Written by the owner to learn that it has read its inbox up to `at_ms`.

    `at_ms` is the shard's time and `real_ms` Redis's, both taken before it was sent: whoever reads
    it has read all that was sent before those instants.
    """

    kind: Literal["marker"] = "marker"
    at_ms: Milliseconds
    real_ms: Milliseconds
    sender: Short


EVENTS: Final = (
    PolicyActivated,
    Marker,
)

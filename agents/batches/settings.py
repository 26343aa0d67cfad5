"""What may be set of a worker's Kafka side, each with the reason for its default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotlead.router.errors import HotleadError


class BadBatchSettings(HotleadError):
    """A setting that can't work, or two that can't work together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSettings:
    """Checked when made. Seconds, bytes and milliseconds stand last in the names."""

    #: The consumer group, and the name under which offsets are kept.
    group: str
    #: `host:port`, some of the cluster's brokers.
    brokers: tuple[str, ...]
    client_id: str = "hotlead"

    #: A worker that is killed loses its partitions after this.
    session_timeout_s: float = 15.0
    heartbeat_s: float = 3.0
    #: How long the group waits for a member to come to a rebalance.
    rebalance_timeout_s: float = 30.0
    request_timeout_s: float = 30.0
    #: How old the knowledge of leaders may be: bounds the time to see a new one.
    metadata_max_age_s: float = 30.0

    commit_interval_s: float = 0.5
    #: How long a fetch rests at a quiet broker. One fetch is under way for each broker, for all the
    #: partitions without data in hand; one that is not in it waits for it to come back, so this is
    #: the most that a quiet topic can delay another. 10 ms costs a hundred requests a second when
    #: idle, some 0.05 cores here and 0.08 at the broker more than 100 ms would.
    fetch_max_wait_ms: int = 10
    #: Records of one fetch, all partitions together: the most that one batch can hold.
    poll_records_max: int = 1000
    partition_fetch_bytes_max: int = 1 << 20
    #: Of a topic named here only partitions below the number are shared out: nobody has work for
    #: those that somebody added, and topics that belong together stay equally divided.
    partitions_max: Mapping[str, int] = field(default_factory=dict)

    #: An agent that has this much queued is given no more until it took some; others go on.
    buffer_batches_max: int = 128
    buffer_bytes_max: int = 64 << 20
    #: A call of a handler is given whole batches until it has this many records: a call is a turn,
    #: and a shard's timers wait for it.
    take_records_max: int = 1_000

    #: How long handlers may finish when partitions are revoked or the worker stops; then cancelled.
    drain_deadline_s: float = 10.0
    #: Group and sockets closed within this after the drain.
    leave_deadline_s: float = 5.0

    #: First and longest pause after a handler raised.
    retry_first_s: float = 0.1
    retry_longest_s: float = 5.0

    #: Faust's credentials (faust.SASLCredentials, faust.SSLCredentials), or None for plain text.
    credentials: Any = None

    def __post_init__(self) -> None:
        checks = {
            "brokers must name at least one host:port": bool(self.brokers),
            "session_timeout_s must not exceed request_timeout_s": (
                self.session_timeout_s <= self.request_timeout_s
            ),
            "heartbeat_s must be at most a third of session_timeout_s, and above 0": (
                0 < self.heartbeat_s * 3 <= self.session_timeout_s
            ),
            "drain_deadline_s must be below rebalance_timeout_s, or a drain loses the membership": (
                0 < self.drain_deadline_s < self.rebalance_timeout_s
            ),
            "leave_deadline_s must be above 0": self.leave_deadline_s > 0,
            "retry_first_s must be above 0 and at most retry_longest_s": (
                0 < self.retry_first_s <= self.retry_longest_s
            ),
            "the limits of batches, records and bytes must be above 0": min(
                self.poll_records_max,
                self.partition_fetch_bytes_max,
                self.buffer_batches_max,
                self.buffer_bytes_max,
                self.take_records_max,
            )
            > 0,
        }
        for message, holds in checks.items():
            if not holds:
                raise BadBatchSettings(message)

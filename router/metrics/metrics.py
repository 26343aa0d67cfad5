"""Every metric, with its meaning and all the values that its labels may take.

They live on a registry that is passed in, never on a global one. No label holds a lead, a rep or a
phone number. Every combination of label values is there from the start, at 0, so that the first
event already counts as an increase; a value that is not listed is counted as "other"
(children.py). The values are in labels.py.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from hotlead.router.metrics.buckets import (
    LATENESS_BUCKETS,
    LONG_BUCKETS,
    PUSH_BUCKETS,
    SIZE_BUCKETS,
    TOUCH_BUCKETS,
    WORK_BUCKETS,
)
from hotlead.router.metrics.children import OTHER, Children
from hotlead.router.metrics.labels import (
    ASSIGNMENT_OUTCOMES,
    CONFLICTS,
    CONNECTIONS,
    CONNECTIONS_REFUSED,
    CONSUMED,
    DEAD_LETTER_REASONS,
    DUPLICATE_STAGES,
    INTAKE_RESULTS,
    LEAD_STATES,
    OPENED,
    OUTCOMES,
    PREFIX,
    PRESENCES,
    PRODUCED,
    REDIS_CALLS,
    REDIS_ERRORS,
    REJECTIONS,
    RUNG_RESULTS,
    RUNGS,
    SIGNAL_KINDS,
    SNAPSHOT_OUTCOMES,
    STAGES,
    VERDICTS,
)
from hotlead.router.metrics.process import ProcessMetrics
from hotlead.router.metrics.push import PushMetrics
from hotlead.topics.streams import CHANNELS


class Metrics:
    """All metrics of one process, on `registry`.

    `channels` and `tenants` come from the settings, `rungs` and `signals` are those of the policy
    that may be known at start; later ones are counted as "other".
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        channels: tuple[str, ...] = CHANNELS,
        tenants: tuple[str, ...] = ("main",),
        rungs: tuple[str, ...] = RUNGS,
        signals: tuple[str, ...] = SIGNAL_KINDS,
        shards: int = 0,
        version: str = "",
    ) -> None:
        self.registry = registry
        channels, each_shard = _open(channels), tuple(str(shard) for shard in range(shards))

        def counter(name: str, meaning: str, **labels: tuple[str, ...]) -> Children[Counter]:
            return Children(
                Counter(PREFIX + name, meaning, tuple(labels), registry=registry), labels
            )

        def gauge(name: str, meaning: str, **labels: tuple[str, ...]) -> Children[Gauge]:
            return Children(Gauge(PREFIX + name, meaning, tuple(labels), registry=registry), labels)

        def histogram(
            name: str, meaning: str, buckets: tuple[float, ...], **labels: tuple[str, ...]
        ) -> Children[Histogram]:
            made = Histogram(
                PREFIX + name, meaning, tuple(labels), buckets=buckets, registry=registry
            )
            return Children(made, labels)

        # Intake
        self.captures = counter(
            "captures_total",
            "Captures read from Kafka, by what intake made of them",
            channel=channels,
            result=INTAKE_RESULTS,
        )
        self.signals, self.unknown_fields = (
            counter("signals_total", "Valid signals read from Kafka", kind=_open(signals)),
            counter(
                "unknown_fields_total",
                "Fields of captures and signals on Kafka that nobody knows: they are left out",
                stream=("captures", "signals"),
            ),
        )
        self.duplicates = counter(
            "duplicates_total", "Events whose id had been seen", stage=DUPLICATE_STAGES
        )
        self.captures_rejected = counter(
            "captures_rejected_total", "Requests with events refused over HTTP", reason=REJECTIONS
        )
        self.capture_request_duration = histogram(
            "capture_request_duration_seconds",
            "From a request with captures to Kafka's acknowledgement",
            WORK_BUCKETS,
            channel=channels,
        )

        # Pipeline
        self.events_processed = counter(
            "events_processed_total",
            "Events by what became of them",
            stage=STAGES,
            outcome=OUTCOMES,
        )
        self.stage_duration = histogram(
            "stage_duration_seconds", "Time that one batch took", WORK_BUCKETS, stage=STAGES
        )
        self.batch_records = histogram(
            "batch_records", "Records a batch", SIZE_BUCKETS, stage=STAGES
        )
        self.retries = counter("retries_total", "Batches worked again after an error", stage=STAGES)
        self.dead_letters = counter(
            "dead_letters_total",
            "Records put with the dead letters",
            stage=STAGES,
            reason=DEAD_LETTER_REASONS,
        )
        self.dead_letter_backlog = gauge(
            "dead_letter_backlog",
            "Dead letters that nobody has sent back; every gateway tells the same",
            reason=DEAD_LETTER_REASONS,
        )

        # Dispatch
        self.assignments = counter(
            "assignments_total",
            "Assignments opened, and how they ended",
            outcome=ASSIGNMENT_OUTCOMES,
        )
        self.assignment_conflicts = counter(
            "assignment_conflicts_total", "Actions refused because of the state", kind=CONFLICTS
        )
        self.capture_to_push = Histogram(
            f"{PREFIX}capture_to_push_seconds",
            "From Kafka's receipt of a capture to its assignment at once, read back as valid",
            buckets=PUSH_BUCKETS,
            registry=registry,
        )
        self.hot_to_acknowledge = Histogram(
            f"{PREFIX}hot_to_acknowledge_seconds",
            "From the start of the hot clock to the acknowledgement, in the shard's time",
            buckets=TOUCH_BUCKETS,
            registry=registry,
        )

        # Escalation
        self.escalations = counter(
            "escalations_total", "Rungs by what they did", rung=_open(rungs), result=RUNG_RESULTS
        )
        self.escalation_lateness = histogram(
            "escalation_lateness_seconds",
            "From the instant at which a rung fell due to the one at which it fired",
            LATENESS_BUCKETS,
            rung=_open(rungs),
        )
        self.escalation_overdue = gauge(
            "escalation_overdue",
            "Rungs due and not yet fired at the owner's last look",
            shard=each_shard,
        )

        # Kafka
        self.consumer_lag_records = gauge(
            "consumer_lag_records",
            "Records not yet worked, all partitions held here",
            topic=CONSUMED,
        )
        self.rebalances = Counter(
            f"{PREFIX}rebalances_total",
            "Assignments of partitions to this worker",
            registry=registry,
        )
        self.produce_duration = histogram(
            "produce_duration_seconds",
            "From a send to Kafka's acks=all",
            WORK_BUCKETS,
            topic=PRODUCED,
        )
        self.produce_errors = counter(
            "produce_errors_total", "Sends that failed or whose fate is unknown", topic=PRODUCED
        )
        self.journal_records = counter(
            "journal_records_total", "Journal records read, by what they are", verdict=VERDICTS
        )

        # Redis
        self.redis_script_duration = histogram(
            "redis_script_duration_seconds",
            "One round trip; `batch` is a pipeline of transitions",
            WORK_BUCKETS,
            script=REDIS_CALLS,
        )
        self.redis_script_errors = counter(
            "redis_script_errors_total", "Calls refused or failed", error=REDIS_ERRORS
        )
        self.redis_epoch = gauge(
            "redis_epoch", "Generation of each shard that is owned here, else 0", shard=each_shard
        )
        self.outbox_length = gauge(
            "outbox_length", "Journal entries not yet read back", shard=each_shard
        )
        self.outbox_oldest_age = gauge(
            "outbox_oldest_age_seconds", "Age of the oldest of them", shard=each_shard
        )

        # Opening a shard, and the snapshots that make it short
        self.shard_open_duration = histogram(
            "shard_open_duration_seconds",
            "Opening a shard: what Redis held was kept, or made anew from a snapshot or the start",
            LONG_BUCKETS,
            how=OPENED,
        )
        self.snapshots = counter(
            "snapshots_total", "Snapshots by what became of them", outcome=SNAPSHOT_OUTCOMES
        )
        self.snapshot_duration = Histogram(
            f"{PREFIX}snapshot_duration_seconds",
            "From the first read to Kafka's acknowledgement of the manifest",
            buckets=LONG_BUCKETS,
            registry=registry,
        )
        self.snapshot_age = gauge(
            "snapshot_age_seconds", "Age of the newest usable snapshot, else 0", shard=each_shard
        )
        self.snapshot_behind = gauge(
            "snapshot_behind_entries",
            "Journal entries that a recovery would fold: behind that snapshot, or all",
            shard=each_shard,
        )
        self.snapshot_size = gauge(
            "snapshot_size_bytes", "Its size in Kafka, compressed", shard=each_shard
        )

        # Runtime and push
        self.process = ProcessMetrics(registry)
        self.push_connections, self.connections, self.connections_refused = (
            gauge("push_connections", "Open streams to phones and boards", transport=("sse",)),
            gauge("connections", "Open, by whether they showed who they are", of=CONNECTIONS),
            counter(
                "connections_refused_total", "Cut or not taken, by why", reason=CONNECTIONS_REFUSED
            ),
        )
        self.push = PushMetrics(registry)
        gauge("build_info", "Always 1; the version is in the label", version=(version,))[
            version
        ].set(1)

        # State; every gateway tells the same
        self.leads = gauge(
            "leads", "Leads by their state", tenant=_open(tenants), state=LEAD_STATES
        )
        self.oldest_lead_age = gauge(
            "oldest_lead_age_seconds",
            "How long the lead that waits longest has waited, in the shard's time; 0 without one",
            tenant=_open(tenants),
        )
        self.reps = gauge(
            "reps",
            "Reps by their presence; those in wrap-up apart from the idle",
            tenant=_open(tenants),
            presence=PRESENCES,
        )
        self.reps_free = gauge(
            "reps_free", "Reps who would get the next lead now", tenant=_open(tenants)
        )
        self.calendars_without_data = gauge(
            "calendars_without_data",
            "Calendars of pools that do not know this year, or from December on the next: its days"
            " count as plain weeks",
            tenant=_open(tenants),
        )

        # Truth
        self.ledger_imbalance = gauge(
            "ledger_imbalance",
            "Captured less merged, waiting, assigned, acknowledged and closed; 0 when all is well",
            tenant=_open(tenants),
        )


def _open(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values and "other"."""
    return values if OTHER in values else (*values, OTHER)

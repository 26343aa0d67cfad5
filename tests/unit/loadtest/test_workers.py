"""Two workers against one: who has which tenant, the ratio of medians, and batch sizes."""

from prometheus_client import CollectorRegistry, generate_latest

from hotlead.router.metrics import Metrics
from hotlead.router.shard.sharding import shard_of
from loadtest.audited import Audited
from loadtest.batch_sizes import sizes
from loadtest.part import STOLEN_MAX
from loadtest.workers import WorkersRun, captures_of, ratio, table, tenants


def run(workers: int, cpu: float, stolen: float = 0.0) -> WorkersRun:
    parts = {"workers": cpu, "redis": 50.0, "kafka": 50.0}
    return WorkersRun(workers, 1000.0, parts, {}, stolen, Audited(1, 0, 0, ""))


def test_each_shard_has_a_tenant_and_each_person_one() -> None:
    names = tenants(3)
    assert [shard_of(name, 3) for name in names] == [0, 1, 2]
    records, people = captures_of(500, names)
    by_person: dict[bytes, set[bytes]] = {}
    for record in records:
        person = record.split(b'"visitor_id":"')[1].split(b'"')[0]
        by_person.setdefault(person, set()).add(record.split(b'"tenant":"')[1].split(b'"')[0])
    assert len(by_person) == people
    assert all(len(one) == 1 for one in by_person.values())


def test_the_ratio_is_of_medians_of_undisturbed_runs() -> None:
    runs = [run(1, 100), run(1, 100), run(1, 900), run(2, 140), run(2, 9000, STOLEN_MAX * 2)]
    assert ratio(runs) == 1.2
    assert ratio(runs[:3]) is None, "two workers did not run"
    assert "2 workers" in table(runs, {})


def test_batch_sizes_are_those_of_the_metric() -> None:
    metrics = Metrics(CollectorRegistry(), shards=1)
    for records in (1, 1, 1, 40):
        metrics.batch_records["inbox"].observe(records)
    text = generate_latest(metrics.registry).decode()
    found = sizes([text, text], "inbox")
    assert found is not None
    assert (found.batches, found.mean) == (8, 10.75)
    assert (found.p50_at_most, found.p90_at_most, found.all_at_most) == (1, 50, 50)
    assert sizes([text], "captures") is None

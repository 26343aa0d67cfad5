"""A whole journal that an older hotlead wrote: read, audited, folded and counted by this one.

`old/` holds the journal of eight simulated days, with crashes and new policies,
as de33d4a wrote it (simulate(3, 8) there), and the KPIs that de33d4a made of it.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hotlead.router.audit.model import Model
from hotlead.router.audit.report import Report
from hotlead.router.kpis.measures import kpis
from hotlead.router.shard.chain import Chain, Verdict
from hotlead.topics.journal import Entry, Opened, UnknownChange, decode_journal
from tests.integration.state.fold import Fold
from tests.simulation.memory.client import MemoryRedis
from tests.simulation.memory.store import MemoryStore
from tests.unit.router.kpis.journals import filled

OLD = Path(__file__).parent / "old"
COSTS = {"web-form": 60.0, "short-video": 25.5}


@cache
def records() -> tuple[bytes, ...]:
    return tuple(gzip.decompress((OLD / "journal.jsonl.gz").read_bytes()).splitlines())


def valid() -> list[tuple[bytes, Entry | Opened]]:
    """What is valid of it, and who opened it."""
    chain, found = Chain(), []
    for offset, raw in enumerate(records()):
        decoded = decode_journal(raw)
        if chain.read(decoded, offset) in (Verdict.VALID, Verdict.OPENED):
            found.append((raw, decoded))
    return found


def test_every_change_is_known_and_of_its_type_and_no_invariant_is_broken() -> None:
    report = Report()
    model, at = Model(0, report), 0
    for _, record in valid():
        if isinstance(record, Opened):
            model.opened(record)
            continue
        assert not any(isinstance(change, UnknownChange) for change in record.changes)
        assert model.fits(record)
        model.read(record)
        at = record.at
    model.finish(at)
    assert model.leads
    # After an outage rungs are late, and must be.
    assert sum(report.breaches.values()) == report.late, report.findings


async def test_it_is_folded() -> None:
    entries = [raw for raw, record in valid() if isinstance(record, Entry)]
    store = MemoryStore()
    await Fold(MemoryRedis(store)).follow(entries)
    leads = next(name for name in store.execute("KEYS", "*") if name.endswith(b":leads"))
    captured = sum(raw.count(b'"kind":"captured"') for raw in entries)
    assert store.execute("SCARD", leads) == captured > 0


def test_its_kpis_are_the_same() -> None:
    found = kpis(filled(records()), "main", 0, 1 << 60, costs=COSTS)
    now: dict[str, Any] = found.total.model_dump()
    for name, then in json.loads((OLD / "kpis.json").read_text()).items():
        if isinstance(then, dict):  # what is told beside it since is left aside
            now[name] = {figure: now[name][figure] for figure in then}
        assert now[name] == (pytest.approx(then) if isinstance(then, float) else then), name

"""The batches that formed in workers, as their own metrics tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

METRIC: Final = "hotlead_batch_records"
STAGES: Final = ("captures", "inbox")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Records a batch: how many batches, their mean, and bounds that so many of them keep."""

    batches: int
    mean: float
    p50_at_most: float
    p90_at_most: float
    all_at_most: float

    def told(self) -> str:
        """For people."""
        return (
            f"mean {self.mean:.0f}, half at most {self.p50_at_most:.0f},"
            f" nine in ten at most {self.p90_at_most:.0f} ({self.batches} batches)"
        )


async def batch_sizes(ports: Sequence[int]) -> dict[str, Sizes]:
    """By stage, of the workers with metrics at these ports; one without batches is left out."""
    async with httpx.AsyncClient() as http:
        answers = [await http.get(f"http://127.0.0.1:{port}/metrics") for port in ports]
    texts = [answer.text for answer in answers]
    found = {stage: sizes(texts, stage) for stage in STAGES}
    return {stage: one for stage, one in found.items() if one is not None}


def sizes(texts: Sequence[str], stage: str) -> Sizes | None:
    """One stage of these metrics together; None when it had no batch."""
    buckets: dict[float, float] = {}
    total = 0.0
    for text in texts:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.labels.get("stage") != stage:
                    continue
                if sample.name == f"{METRIC}_bucket":
                    edge = float(sample.labels["le"])
                    buckets[edge] = buckets.get(edge, 0.0) + sample.value
                elif sample.name == f"{METRIC}_sum":
                    total += sample.value
    count = max(buckets.values(), default=0.0)
    if not count:
        return None

    def at_most(share: float) -> float:
        return min(edge for edge, below in buckets.items() if below >= share * count)

    return Sizes(round(count), total / count, at_most(0.5), at_most(0.9), at_most(1.0))

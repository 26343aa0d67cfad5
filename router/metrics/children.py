"""The children of a metric, one for each combination of label values, all there from the start.

They are looked up by their label values, `metrics.captures["web-form", "accepted"]`, and kept, so
that counting costs no search in the client's own table.
"""

from collections.abc import Mapping
from itertools import product
from typing import Final, Generic, TypeVar

from prometheus_client import Counter, Gauge, Histogram

OTHER: Final = "other"

Metric = TypeVar("Metric", Counter, Gauge, Histogram)


class Children(dict[str | tuple[str, ...], Metric], Generic[Metric]):
    """The children of one metric by label value: a string for one label, a tuple for several.

    An unlisted value is counted under "other" where the label has it, else KeyError is raised.
    """

    def __init__(self, metric: Metric, values: Mapping[str, tuple[str, ...]]) -> None:
        names = tuple(values)
        super().__init__()
        for key in product(*values.values()):
            self[key[0] if len(names) == 1 else key] = metric.labels(*key)
        self._values = tuple(values.values())

    def __missing__(self, key: str | tuple[str, ...]) -> Metric:
        parts = (key,) if isinstance(key, str) else key
        known = tuple(
            part if part in values else OTHER
            for part, values in zip(parts, self._values, strict=True)
        )
        found = self.get(known[0] if isinstance(key, str) else known)
        if found is None:
            raise KeyError(key)
        return found

"""The checker: what clients did and saw, held against the journal. It knows nothing of the product.

Two things are read, the clients' history and the records of the journal, and the few facts of the
run (the ladder, when it drained). What follows from docs/delivery.md and docs/topics.md is decided
here anew; nothing of `hotlead` is imported. The anomalies looked for, each with its count, are in
verdict.py.
"""

from tests.chaos.checker.check import check
from tests.chaos.checker.verdict import Verdict

__all__ = ["Verdict", "check"]

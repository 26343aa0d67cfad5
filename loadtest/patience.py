"""The reps of a bench have no phones that could send heartbeats, and are there all the same."""

from typing import Final

from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Reachability

PATIENT: Final = Reachability(offline_after_s=3600)
BENCH: Final = Policy(version="bench", reachability=PATIENT)
"""Decides as the default policy does."""

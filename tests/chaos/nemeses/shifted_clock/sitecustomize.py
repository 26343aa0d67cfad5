"""Loaded by Python at start when this directory is on PYTHONPATH: the wall clock goes wrong."""

import os
import time

_real, _real_ns = time.time, time.time_ns
_SHIFT_S = float(os.environ["CHAOS_CLOCK_SHIFT_S"])

time.time = lambda: _real() + _SHIFT_S
time.time_ns = lambda: _real_ns() + int(_SHIFT_S * 1e9)

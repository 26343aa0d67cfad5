"""Faults on purpose: clients from outside, nemeses on a schedule, a verdict on what was seen."""

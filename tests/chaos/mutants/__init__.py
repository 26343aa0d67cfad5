"""Mutants of a whole installation: each is caught by the checker or by the audit (tests/mutants).

`catalogue` lists them. A driver makes a small run on the mutant in a process of its own (`drive`),
on real Kafka and Redis; what it leaves is judged by the unchanged checker and audit (`judge`).
"""

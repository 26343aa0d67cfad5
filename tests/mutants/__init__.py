"""One defect at a time, brought into a copy of the source: a test that is worth its time finds it.

A mutant is data (`mutant`): texts of the source, each found in its file exactly once, and what
stands in their place. A copy with them replaced (`tree`) is put before the real one on PYTHONPATH,
and a command is run on it that says whether anything gave the defect away (`trial`). The product
has no switch for any of this. Who brings in defects lists them, and has a command: tests/model,
tests/simulation, tests/chaos/mutants.
"""

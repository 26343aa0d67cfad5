"""Mutants: the product with one defect brought in, to show that each is caught.

A mutant is data: texts of the source, each with what stands in its place (catalogue.py). A copy of
the tree with them replaced (tree.py) is put before the real one on PYTHONPATH, and a driver makes a
small run on it in a process of its own (drive.py), on real Kafka and Redis. What it leaves is
judged by the unchanged checker and audit (trial.py). The product has no switch for any of this.
"""

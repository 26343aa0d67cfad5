"""Drivers and mutants know each other."""

from tests.chaos.mutants.catalogue import FAULTS, MUTANTS
from tests.chaos.mutants.drivers import DRIVERS


def test_every_driver_shows_a_mutant() -> None:
    assert {mutant.run for mutant in MUTANTS} == DRIVERS.keys()
    assert FAULTS.keys() <= DRIVERS.keys()


def test_there_are_enough() -> None:
    assert len(MUTANTS) >= 10

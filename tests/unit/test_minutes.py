"""Where a run's minutes went."""

from tests.minutes import minutes


def test_phases_are_summed_by_folder_and_the_dearest_is_first() -> None:
    spent = [
        ("tests/unit/router/test_a.py::test_one", 4.0),
        ("tests/unit/topics/test_b.py::test_two[1]", 2.0),
        ("tests/model/test_model.py::test_three", 30.0),
        ("tests/model/test_model.py::test_three", 9.0),
        ("tests/browser/test_rep.py::test_four", 1.0),
    ]
    assert minutes(spent) == [
        "   0.7 min     1 tests  tests/model",
        "   0.1 min     2 tests  tests/unit",
    ]

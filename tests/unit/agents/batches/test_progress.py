"""When a partition counts as standing still."""

from hotlead.agents.batches.progress import Moves
from tests.unit.agents.batches.fakes import INBOX, batch


def test_rest_is_not_standing_still() -> None:
    moves = Moves()
    moves.assigned(frozenset({INBOX}), 0.0)
    assert moves.progress(INBOX, 10, 10, 5000.0).lag == 0
    moves.handed(batch(10, 5), 5000.0)
    waiting = moves.progress(INBOX, 15, 15, 5001.0)
    assert (waiting.lag, waiting.moved_at) == (5, 5000.0)


def test_work_under_way_counts_from_the_last_that_was_done() -> None:
    moves = Moves()
    moves.assigned(frozenset({INBOX}), 0.0)
    first, second = batch(10, 5), batch(15, 5)
    moves.handed(first, 1.0)
    moves.handed(second, 2.0)
    assert moves.progress(INBOX, 20, 30, 3.0).moved_at == 1.0
    moves.worked(first, 4.0)
    half = moves.progress(INBOX, 20, 30, 9.0)
    assert (half.done, half.lag, half.moved_at) == (15, 15, 4.0)
    moves.worked(second, 5.0)
    assert moves.progress(INBOX, 20, 30, 9.0).lag == 10


def test_an_attempt_that_failed_is_a_move() -> None:
    moves = Moves()
    moves.assigned(frozenset({INBOX}), 0.0)
    moves.handed(batch(10, 5), 1.0)
    moves.attempted(INBOX, 7.0)
    tried = moves.progress(INBOX, 15, 15, 9.0)
    assert (tried.lag, tried.moved_at) == (5, 7.0)


def test_nothing_is_known_before_the_first_fetch() -> None:
    moves = Moves()
    moves.assigned(frozenset({INBOX}), 1.0)
    assert moves.progress(INBOX, None, None, 2.0).lag == 0


def test_what_was_sought_is_forgotten() -> None:
    moves = Moves()
    moves.assigned(frozenset({INBOX}), 0.0)
    moves.handed(batch(10, 5), 1.0)
    moves.sought(INBOX, 2.0)
    assert moves.progress(INBOX, 4, 15, 3.0).lag == 11

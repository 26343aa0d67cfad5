"""Every driver by its name: a small run in which one kind of defect would show."""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.chaos.mutants.drivers.decisions import (
    four_days_later,
    old_epoch,
    one_rep,
    rung_asked_twice,
    sent_again,
)
from tests.chaos.mutants.drivers.owners import folded_branch, send_fails, two_openings, zombie
from tests.chaos.mutants.drivers.readers import late_follower, lost_branch, unread_snapshot
from tests.chaos.mutants.drivers.workers import dies_in_mid_batch, sent_in_time
from tests.chaos.mutants.office import Office

DRIVERS: Final[dict[str, Callable[[Office], Awaitable[None]]]] = {
    driver.__name__: driver
    for driver in (
        old_epoch,
        one_rep,
        rung_asked_twice,
        sent_again,
        four_days_later,
        zombie,
        two_openings,
        send_fails,
        folded_branch,
        lost_branch,
        late_follower,
        unread_snapshot,
        dies_in_mid_batch,
        sent_in_time,
    )
}

"""The policy of the demo: the defaults, for one pool of a furniture brand."""

from typing import Final

from hotlead.router.policy.document import Pacing, Policy, Pool, Relax
from hotlead.router.policy.people import Person, Reachability

POOL: Final = "furniture"
YEAR_S: Final = 365 * 24 * 3600

DEMO_POLICY: Final = Policy(
    version="demo-1",
    pools={
        POOL: Pool(
            # Who found no rep of their region in two hours is served from anywhere.
            relax=(Relax(after_s=2 * 3600, drop=("region",)),),
            pacing=Pacing(assignments=3, window_s=600),
        )
    },
    # Real seconds; the demo's reps have no phones that could send heartbeats.
    reachability=Reachability(offline_after_s=YEAR_S),
    supervisors=(Person(id="supervisor", name="Ms Qian"),),
    duty_managers=(Person(id="duty-manager", name="Mr Shen"),),
)

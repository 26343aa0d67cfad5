"""All projections of the read store; nowhere else are they listed."""

from typing import Final

from hotlead.router.kpis.leads_projection import LeadsProjection
from hotlead.router.kpis.openings import OpeningsProjection
from hotlead.router.kpis.projection import Projection
from hotlead.router.kpis.team import RepsProjection

PROJECTIONS: Final[tuple[type[Projection], ...]] = (
    LeadsProjection,
    RepsProjection,
    OpeningsProjection,
)

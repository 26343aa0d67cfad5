"""A story for each test."""

import pytest

from tests.unit.router.audit.story import Story


@pytest.fixture
def story() -> Story:
    """A rep with room for one lead, and two leads that wait: the better one is `best`."""
    told = Story()
    told.rep("r1")
    told.lead("best", 60)
    told.lead("next", 50)
    return told

"""What all events of the inbox are: immutable, and without a field that is not known."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Milliseconds = Annotated[int, Field(ge=0, lt=10**14)]


class Event(BaseModel):
    """One event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

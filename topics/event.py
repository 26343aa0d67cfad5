"""What all events of the inbox are: immutable, and without a field that is not known."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hotlead.topics.names import Name, ScopedActionId

Milliseconds = Annotated[int, Field(ge=0, lt=10**14)]


class Event(BaseModel):
    """One event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InboxEvent(Event):
    """What one record of an inbox holds. Each kind is a class of its own."""

    kind: str


class ActionEvent(InboxEvent):
    """What somebody asks for, under an id of their own."""

    action_id: ScopedActionId


class TenantAction(ActionEvent):
    """What somebody of one tenant asks for."""

    tenant: Name

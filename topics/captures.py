"""What upstream channels publish: captures and signals, as they arrive."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from hotlead.topics.names import EventId, Name, Text

DEFAULT_TENANT = "main"
VALUE_MAX = 1e9


class Contact(BaseModel):
    """How to reach the person; at least one of phone, wechat, open_id and email."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phone: Text | None = None
    wechat: Text | None = None
    open_id: Text | None = None
    email: Text | None = None
    name: Text | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "Contact":
        if not (self.phone or self.wechat or self.open_id or self.email):
            raise ValueError("give one of phone, wechat, open_id or email")
        return self


AttributeValue = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)] | bool | Text

Attributes = Annotated[dict[Name, AttributeValue], Field(max_length=32)]
SignalValue = Annotated[float, Field(allow_inf_nan=False, ge=-VALUE_MAX, le=VALUE_MAX)]


def value_text(value: AttributeValue) -> str:
    """A value as a policy's table names it: whole numbers without a point, `true` and `false`."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value).lower()


class Capture(BaseModel):
    """One event in which a person leaves their contact on a channel.

    `occurred_at` is the source's own time, with its offset from UTC. Unknown fields are ignored,
    so that a source may send more than we know.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: EventId
    occurred_at: AwareDatetime | None = None
    contact: Contact
    attributes: Attributes = Field(default_factory=dict)
    visitor_id: EventId | None = None
    tenant: Name = DEFAULT_TENANT
    pool: Name | None = None
    test: bool = False


class Signal(BaseModel):
    """One event of a person's behaviour, joined to a lead by the visitor's id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: EventId
    occurred_at: AwareDatetime | None = None
    visitor_id: EventId
    kind: Name
    value: SignalValue = 1.0
    tenant: Name = DEFAULT_TENANT


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema, for docs and for the HTTP interface."""
    return model.model_json_schema()

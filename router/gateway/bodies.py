"""What is sent to the interface, as models."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hotlead.topics.names import Name


class LoginBody(BaseModel):
    """A login code, as the command line gave it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=1024)]


class LoginCodeBody(BaseModel):
    """Where the phone reaches the gateway, unless HOTLEAD_PUBLIC_URL says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Annotated[str, Field(pattern=r"^https?://[^/?#\s]+$", max_length=300)] | None = None


class ReceiptBody(BaseModel):
    """Which lead the notice was about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead: Name

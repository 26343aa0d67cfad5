"""What every part of a policy is: a frozen model that refuses a field it does not know."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hotlead.topics.names import Name
from hotlead.topics.typed import listed, number

Real = Annotated[float, BeforeValidator(number)]
Whole = Annotated[int, BeforeValidator(number)]
Names = Annotated[tuple[Name, ...], BeforeValidator(listed)]
TEN_YEARS_S = 10 * 365 * 24 * 3600
Seconds = Annotated[Real, Field(gt=0, le=TEN_YEARS_S)]


class Part(BaseModel):
    """A part of a policy. What was given stays out of errors: it may be a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

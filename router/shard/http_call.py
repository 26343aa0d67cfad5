"""An action asked for over HTTP, as data of an aggregate's record; the gateway mounts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from hotlead.topics.event import TenantAction
from hotlead.topics.names import printable

ACTION_ID_MAX = 60
ActionId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=ACTION_ID_MAX, pattern=r"^[^|\s\"\\]+$"),
    AfterValidator(printable),
]
"""The client's own id of an action: the same id never acts twice. Made here when left out."""


class ActionBody(BaseModel):
    """What is sent with an action: its id, and whatever else it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action_id: ActionId | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """An action as it was asked for: who asks, in which tenant, the names in the path, the body.

    `action_id` is the client's, as the journal has it.
    """

    tenant: str
    by: str
    action_id: str
    path: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One action over HTTP, and the event that it writes to the inbox.

    `path` holds names as `{name}`, `does` says in a few words what it does, `who` may ask for it.
    What the event refuses (pydantic's ValidationError) is answered with 422.
    """

    method: Literal["POST", "PUT", "DELETE"]
    path: str
    does: str
    who: Literal["rep", "supervisor"]
    body: type[ActionBody]
    event: Callable[[Asking], TenantAction]

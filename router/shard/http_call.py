"""An action asked for over HTTP, as data of an aggregate's record; the gateway mounts it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, TypeAdapter
from redis.asyncio import Redis

from hotlead.router.privacy.masking import holds_phone
from hotlead.router.settings import Settings
from hotlead.router.shard.actions import Answer
from hotlead.router.shard.keys import ShardKeys
from hotlead.topics.event import TenantAction
from hotlead.topics.names import Name, printable

ACTION_ID_MAX = 60
ActionId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=ACTION_ID_MAX, pattern=r"^[^|\s\"\\]+$"),
    AfterValidator(printable),
]
"""The client's own id of an action: the same id never acts twice. Made here when left out."""

NAME: Final = TypeAdapter[str](Name)


class ActionBody(BaseModel):
    """What is sent with an action: its id, and whatever else it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action_id: ActionId | None = None


class Wrong(ValueError):
    """One field is wrong; `at` is its path, below the item where many are sent."""

    def __init__(self, at: str, problem: str) -> None:
        super().__init__(problem)
        self.at = at
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Asking:
    """An action as it was asked for: who asks, in which tenant, what the path names, the body.

    `action_id` is the client's, as the journal has it; `real_ms` when it came, UTC ms of the
    machine's clock. `body` is None for a call that takes none.
    """

    tenant: str
    by: str
    action_id: str
    path: Mapping[str, Any]
    body: Any
    real_ms: int
    settings: Settings


def _as_answered(_event: Any, answer: Answer) -> Mapping[str, str]:
    return answer.said


def always(_event: Any, _answer: Answer) -> bool:
    """Whatever was asked and answered."""
    return True


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One action over HTTP, and the event that it writes to the inbox.

    `path` holds names as `{name}`, `does` says in a few words what it does, `who` may ask for it, a
    role that the gateway knows. Without a `body` none is read. What `event` refuses (Wrong,
    pydantic's ValidationError) is answered with 422.

    `names` has what reads a value of the path, given it and its name, where it is not just a Name.
    `check` looks in the shard for what forbids the call before anything is written (Wrong,
    RequestRefused). Of an action that took place `says` makes what is told, from the event and its
    answer; `shows` names what the gateway reads and adds to it, where `shows_when` holds.
    """

    method: Literal["POST", "PUT", "DELETE"]
    path: str
    does: str
    who: str
    body: type[ActionBody] | None
    event: Callable[[Asking], TenantAction]
    names: Mapping[str, Callable[[str, str], Any]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    check: Callable[[Redis, ShardKeys, Asking], Awaitable[None]] | None = None
    says: Callable[[Any, Answer], Mapping[str, str]] = _as_answered
    shows: str | None = None
    shows_when: Callable[[Any, Answer], bool] = always


def without_number(value: str, at: str) -> str:
    """What a caller calls something; the journal will hold it. Raises Wrong."""
    if holds_phone(value):
        raise Wrong(at, "may hold a phone number, and stands in logs; call it something else")
    return value


def name_without_number(value: str, at: str) -> str:
    """The same of a name in the path. Raises Wrong, pydantic's ValidationError."""
    return without_number(NAME.validate_python(value), at)

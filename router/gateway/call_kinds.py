"""One call of the HTTP interface, and the few kinds of calls that most are of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from hotlead.router.gateway.contract import Described, Who, refusals
from hotlead.router.gateway.replies import Accepted, Done

Handler = Callable[[Request], Awaitable[Any]]
Answers = dict[int, type[BaseModel] | str]

Query = tuple[tuple[str, str], ...]

_FORMAT = ("format", "`json`, or `csv` for spreadsheets")
_STREAM = "text/event-stream: `snapshot` first, then `changes`; Last-Event-ID resumes"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what is described of it, and who handles it."""

    described: Described
    handler: Handler


def send(path: str, handler: Handler, does: str, body: type[BaseModel]) -> Call:
    """Events of a source, one or many."""
    answers: Answers = {202: Accepted, **refusals(401, 403, 404, 413, 415, 422, 503)}
    return Call(Described("POST", path, does, "source", answers, body, many=True), handler)


def read(path: str, handler: Handler, does: str, model: type[BaseModel], *, who: Who) -> Call:
    """What is read at once."""
    answers: Answers = {200: model, **refusals(401, 403, 404, 503)}
    return Call(Described("GET", path, does, who, answers), handler)


def table(
    path: str,
    handler: Handler,
    does: str,
    model: type[BaseModel],
    *,
    who: Who = "board",
    query: Query = (),
) -> Call:
    """What is read at once, as JSON or as CSV."""
    answers: Answers = {200: model, **refusals(401, 403, 404, 422, 503)}
    return Call(Described("GET", path, does, who, answers, query=(*query, _FORMAT)), handler)


def act(path: str, handler: Handler, does: str, body: type[BaseModel], *, who: Who = "rep") -> Call:
    """An action with a body; the journal's word is awaited."""
    answers: Answers = {200: Done, **refusals(401, 403, 404, 409, 413, 415, 422, 503, 504)}
    method, _, where = path.partition(" ")
    return Call(Described(method, where, does, who, answers, body), handler)


def do(path: str, handler: Handler, does: str, *, who: Who) -> Call:
    """The same without a body."""
    answers: Answers = {200: Done, **refusals(401, 403, 404, 409, 422, 503, 504)}
    method, _, where = path.partition(" ")
    return Call(Described(method, where, does, who, answers), handler)


def stream(path: str, handler: Handler, does: str, snapshot: type[BaseModel], *, who: Who) -> Call:
    """Server-sent events, the first of them a `snapshot`."""
    answers: Answers = {200: _STREAM, **refusals(401, 403, 404, 503)}
    return Call(Described("GET", path, does, who, answers, snapshot=snapshot), handler)


def open_(path: str, handler: Handler, does: str, answers: Answers) -> Call:
    """What anyone may ask."""
    method, _, where = path.partition(" ")
    return Call(Described(method, where, does, "anyone", answers), handler)

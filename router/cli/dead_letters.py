"""`hotlead dead-letters list` and `show`, and the filters that they share with `replay`."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.running import settings_here
from hotlead.router.dead_letters import Filter, Found, list_letters, show_letter
from hotlead.topics.dead_letters import REASONS, Reason
from hotlead.topics.streams import DEAD_LETTERS
from hotlead.topics.typed import plain

F = TypeVar("F", bound=Callable[..., Any])


class Instant(click.ParamType):
    """A time with its offset from UTC, as milliseconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Fails with how to write one."""
        try:
            at = datetime.fromisoformat(plain(value))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            self.fail(f"{value!r} is no time; write it like 2026-01-05T09:30:00+08:00", param, ctx)
        return int(at.timestamp() * 1000)


def filter_options(command: F) -> F:
    """`--topic`, `--reason`, `--since` and `--until`."""
    for option in (
        click.option("--until", type=Instant(), help="Only what was put aside before this time."),
        click.option("--since", type=Instant(), help="Only what was put aside from this time on."),
        click.option(
            "--reason", type=click.Choice(list(REASONS)), help="Only what has this reason."
        ),
        click.option("--topic", help="Only what came from this topic, by its full name."),
    ):
        command = option(command)
    return command


def filter_of(
    topic: str | None,
    reason: Reason | None,
    since: int | None,
    until: int | None,
    offsets: tuple[int, ...] = (),
) -> Filter:
    """The filter that the options ask for."""
    return Filter(topic, reason, since, until, frozenset(offsets))


@click.command("list")
@filter_options
@click.option(
    "--state",
    type=click.Choice(["waiting", "taken", "replayed"]),
    help="Only those that nobody took, that a replay took, or that were sent back.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="At most so many, the newest.",
)
@as_json_option
def list_(state: Any, limit: int, as_json: bool, **filters: Any) -> None:
    """List what could not be processed, with the reason.

    The raw bytes are not shown, for they may hold personal data.
    """
    settings = settings_here(("HOTLEAD_KAFKA",))
    name = settings.topic(DEAD_LETTERS)
    listing = wait_for(
        list_letters(settings.kafka, name, wanted=filter_of(**filters), state=state, limit=limit)
    )
    if as_json:
        letters = [_fields(one) for one in listing.letters]
        show_json({"total": listing.total, "unreadable": listing.unreadable, "letters": letters})
        return
    if listing.letters:
        head = ("offset", "at", "tenant", "reason", "state", "bytes", "from", "detail")
        rows = map(_fields, listing.letters)
        show_table(head, [[str(fields[column]) for column in head] for fields in rows])
    click.echo(f"{len(listing.letters)} of {listing.total} shown")
    if listing.unreadable:
        click.echo(f"{listing.unreadable} records on {name} are no dead letters", err=True)


@click.command("show")
@click.argument("offset", type=click.IntRange(min=0))
@click.option(
    "--raw",
    is_flag=True,
    help="The record's bytes instead, as they arrived. They may hold personal data.",
)
@as_json_option
def show(offset: int, raw: bool, as_json: bool) -> None:
    """Show one: where it came from, the reason, what became of it.

    OFFSET is what `list` tells.
    """
    settings = settings_here(("HOTLEAD_KAFKA",))
    found = wait_for(show_letter(settings.kafka, settings.topic(DEAD_LETTERS), offset))
    if raw:
        click.echo("the bytes below may hold personal data", err=True)
        sys.stdout.buffer.write(found.letter.raw)
        sys.stdout.buffer.flush()
        if sys.stdout.isatty():
            click.echo()
        return
    fields = _fields(found)
    if as_json:
        show_json(fields)
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        click.echo(f"{name:<{width}}  {value}")


def _fields(found: Found) -> dict[str, object]:
    """What is told of a letter: never its bytes."""
    letter, fate = found.letter, found.fate
    fields: dict[str, object] = {
        "offset": found.offset,
        "at": _time(letter.at_ms),
        "tenant": letter.tenant,
        "reason": letter.reason,
        "meaning": REASONS[letter.reason],
        "bytes": letter.bytes_in_all,
        "from": letter.id,
        "detail": letter.detail,
        "state": fate.state,
    }
    if fate.run:
        fields["taken_at"] = _time(fate.taken_ms)
    if (sent := fate.replayed) is not None:
        fields["replayed_at"] = _time(sent.at_ms)
        fields["replayed_to"] = f"{sent.topic}:{sent.partition}:{sent.offset}"
    return fields


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")

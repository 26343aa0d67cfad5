"""`hotlead dead-letters list`."""

from datetime import UTC, datetime

import click

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.dead_letters import Found, list_letters
from hotlead.router.settings import read_settings
from hotlead.topics.dead_letters import REASONS
from hotlead.topics.streams import DEAD_LETTERS


@click.command("list")
@click.option("--topic", help="Only what came from this topic, by its full name.")
@click.option("--reason", type=click.Choice(list(REASONS)), help="Only what has this reason.")
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=50,
    show_default=True,
    help="At most so many, the newest.",
)
@as_json_option
def list_(topic: str | None, reason: str | None, limit: int, as_json: bool) -> None:
    """List what could not be processed, with the reason.

    The raw bytes are not shown, for they may hold personal data.
    """
    settings = read_settings()
    name = settings.topic(DEAD_LETTERS)
    listing = wait_for(
        list_letters(settings.kafka, name, from_topic=topic, reason=reason, limit=limit)
    )
    if as_json:
        letters = [_fields(one) for one in listing.letters]
        show_json({"total": listing.total, "unreadable": listing.unreadable, "letters": letters})
        return
    if listing.letters:
        show_table(
            ("offset", "at", "tenant", "reason", "bytes", "from", "detail"),
            [
                (
                    str(f["offset"]),
                    str(f["at"]),
                    str(f["tenant"]),
                    str(f["reason"]),
                    str(f["bytes"]),
                    str(f["from"]),
                    str(f["detail"]),
                )
                for f in map(_fields, listing.letters)
            ],
        )
    click.echo(f"{len(listing.letters)} of {listing.total} shown")
    if listing.unreadable:
        click.echo(f"{listing.unreadable} records on {name} are no dead letters", err=True)


def _fields(found: Found) -> dict[str, object]:
    letter = found.letter
    at = datetime.fromtimestamp(letter.at_ms / 1000, UTC)
    return {
        "offset": found.offset,
        "at": at.isoformat(timespec="seconds"),
        "tenant": letter.tenant,
        "reason": letter.reason,
        "meaning": REASONS[letter.reason],
        "bytes": len(letter.raw),
        "from": letter.id,
        "detail": letter.detail,
    }

"""What commands share: settings read, coroutines run, answers shown."""

import asyncio
import sys
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import click
import orjson

T = TypeVar("T")

as_json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end."""
    return asyncio.run(work)


def show_json(answer: object) -> None:
    """One JSON document on stdout, indented for a person at a terminal."""
    options = orjson.OPT_NON_STR_KEYS | (orjson.OPT_INDENT_2 if sys.stdout.isatty() else 0)
    click.echo(orjson.dumps(answer, option=options).decode())


def show_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns, each as wide as its widest cell; the last one is free."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())

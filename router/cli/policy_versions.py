"""`hotlead policy list`, `show` and `diff`: the versions that are published, and what differs."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import yaml

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.running import redis_of, settings_here
from hotlead.router.errors import UnknownPolicy
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.changes import changes, document
from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.policy.files import read_policy
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.topics.streams import POLICIES

_SECRETS = click.option(
    "--secrets", is_flag=True, help="With the URLs of channels, which hold secrets."
)


@click.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """List the published versions, newest first, and where each is in force."""
    settings = settings_here()
    book, force = wait_for(_book_and_force(settings))
    versions = [
        {
            "version": version,
            "published_at": _when(at_ms),
            "in_force": [tenant for tenant, one in force.items() if one == version],
            "broken": book.broken.get(version),
        }
        for version, at_ms in reversed(book.published_ms.items())
    ]
    if as_json:
        show_json({"versions": versions})
        return
    show_table(
        ("version", "published", "in force for", ""),
        [
            (
                str(one["version"]),
                str(one["published_at"]),
                ", ".join(one["in_force"] or ()) or "-",
                f"cannot be used: {one['broken']}" if one["broken"] else "",
            )
            for one in versions
        ],
    )
    if not versions:
        click.echo("none is published: `hotlead topics apply` publishes the first", err=True)


@click.command("show")
@click.argument("version", required=False)
@_SECRETS
@as_json_option
def show(version: str | None, secrets: bool, as_json: bool) -> None:
    """Show a version as YAML, the one published last without VERSION.

    Whole, with what was left out; `default` is what holds where nothing was said. What is shown
    with --secrets can be changed, given a version of its own, and published.
    """
    settings = settings_here()
    book = wait_for(_book(settings))
    policy = book.newest() if version is None else _published(book, version)
    plain = document(policy, secrets=secrets)
    if as_json:
        show_json(plain)
    else:
        click.echo(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), nl=False)


@click.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@_SECRETS
@as_json_option
def diff(old: str, new: str | None, secrets: bool, as_json: bool) -> None:
    """Show what differs between two policies, files or published versions.

    With one alone: what publishing it would change, beside the one published last.
    """
    ends = [old] if new is None else [old, new]
    files = [Path(one).is_file() for one in ends]
    book = None if all(files) and new is not None else wait_for(_book(settings_here()))
    policies = [
        read_policy(Path(one)) if book is None or is_file else _published(book, one)
        for one, is_file in zip(ends, files, strict=True)
    ]
    if book is not None and new is None:
        policies.insert(0, book.newest())
    before, after = policies
    found = changes(before, after, secrets=secrets)
    if as_json:
        told = [asdict(one) for one in found]
        show_json({"old": before.version, "new": after.version, "changes": told})
        return
    count = f"{len(found) or 'no'} difference{'' if len(found) == 1 else 's'}"
    click.echo(f"from {before.version} to {after.version}: {count}")
    for one in found:
        click.echo(f"{one.path}: {_text(one.old)} -> {_text(one.new)}")


def _text(value: object) -> str:
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _published(book: PolicyBook, version: str) -> Policy:
    """Raises UnknownPolicy."""
    found = book.find(version)
    if found is None and version == DEFAULT_POLICY.version:
        found = DEFAULT_POLICY
    if found is None:
        known = ", ".join(book.versions) or "none"
        why = f"cannot be used ({book.broken[version]})" if version in book.broken else "is unknown"
        raise UnknownPolicy(f"{version} {why}, and is no file here: published are {known}")
    return found


async def _book(settings: Settings) -> PolicyBook:
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    return book


async def _book_and_force(settings: Settings) -> tuple[PolicyBook, dict[str, str]]:
    """The versions, and which one each tenant's shard follows."""
    places = settings.redis_prefix, settings.shards
    async with redis_of(settings) as redis:
        spots = [Place.of(redis, *places, tenant) for tenant in settings.tenants]
        moments = await asyncio.gather(*(spot.moment() for spot in spots))
    force = {spot.tenant: moment.policy for spot, moment in zip(spots, moments, strict=True)}
    return await _book(settings), force


def _when(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")

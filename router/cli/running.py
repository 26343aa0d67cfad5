"""The installation that a command asks: that of the environment, or the `up` that runs here."""

import os
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import click
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotlead.router.doctor.store import shown, unreachable
from hotlead.router.errors import NoInstallation
from hotlead.router.settings import Settings, read_settings
from hotlead.router.shard.connection import connect
from hotlead.router.up.home import HOME, home_here, read_env
from hotlead.router.up.secrets import SECRET, kept_secret, with_own_secret

SERVERS: Final = ("HOTLEAD_KAFKA", "HOTLEAD_REDIS")


def settings_here(servers: Collection[str] = SERVERS) -> Settings:
    """The settings; what the environment leaves open is as in the `hotlead up` that runs here.

    One line on stderr says so, and another which of the `servers` that the command asks it is where
    nobody named them. Raises BadSetting.
    """
    lent = _lent()
    if lent:
        click.echo(
            f"with the settings of the `hotlead up` that runs here ({HOME}/up/env)", err=True
        )
    settings = read_settings({**kept_secret(home_here()), **lent, **os.environ})
    if unnamed := _unnamed(lent, servers):
        addresses = {"HOTLEAD_KAFKA": settings.kafka, "HOTLEAD_REDIS": shown(settings.redis)}
        told = ", ".join(f"{name} is {addresses[name]}" for name in unnamed)
        click.echo(f"no `hotlead up` runs here, and by default {told}", err=True)
    return settings


def settings_to_change(*servers: str) -> Settings:
    """The same for a command that changes what is on these `servers`, which must be meant.

    Raises BadSetting, NoInstallation.
    """
    if unnamed := _unnamed(_lent(), servers):
        raise NoInstallation(
            f"this changes an installation, and none is named: run it in the directory where"
            f" `hotlead up` runs ({Path.cwd()} is none), or set {' and '.join(unnamed)}"
        )
    return settings_here(servers)


def settings_to_sign() -> Settings:
    """The same for a command that signs with the secret, which must be the gateway's.

    Raises BadSetting, NoInstallation.
    """
    if SECRET not in {**kept_secret(home_here()), **_lent(), **os.environ}:
        raise NoInstallation(
            "a code must be signed with the gateway's secret, and none is known here: run it in the"
            f" directory where `hotlead up` or the gateway runs ({Path.cwd()} is none), or set"
            " HOTLEAD_SECRET as the gateway has it"
        )
    return settings_here(())


def environ_with_secret() -> dict[str, str]:
    """The environment of a worker or a gateway of this machine, which has a secret in any case.

    One line on stderr says whose it is. Raises BadSecrets, BadSetting.
    """
    # All else is looked at before one is made.
    read_settings({name: value for name, value in os.environ.items() if name != SECRET})
    home = home_here()
    environ = with_own_secret(home, os.environ)
    if environ.get(SECRET) != os.environ.get(SECRET):
        click.echo(
            f"{SECRET} is not set: it is this directory's own, kept in {home.secrets}; a worker or"
            " gateway elsewhere must be given the same",
            err=True,
        )
    return environ


def _lent() -> dict[str, str]:
    return lent_by(read_env(home_here()), os.environ)


def _unnamed(lent: Mapping[str, str], servers: Collection[str]) -> list[str]:
    """Those of the servers that neither the environment nor an `up` names."""
    return [name for name in servers if name not in lent and name not in os.environ]


def lent_by(running: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment does not set; nothing when it names servers of another installation."""
    if any(environ.get(name, running.get(name)) != running.get(name) for name in SERVERS):
        return {}
    return {name: value for name, value in running.items() if name not in environ}


@asynccontextmanager
async def redis_of(settings: Settings) -> AsyncIterator[Redis]:
    """The installation's Redis, for views. Raises RedisUnreachable, also from what is asked."""
    redis = connect(settings.redis, timeout_s=settings.redis_timeout_s)
    try:
        yield redis
    except (RedisError, OSError) as error:
        raise unreachable(settings.redis, error) from error
    finally:
        await redis.aclose()

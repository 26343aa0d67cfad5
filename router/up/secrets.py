"""The secrets of an installation that was given none: made once, then kept."""

import fcntl
import os
from collections.abc import Collection, Mapping
from secrets import token_urlsafe
from typing import Final

from hotlead.router.errors import BadSecrets
from hotlead.router.gateway.sessions import is_loopback
from hotlead.router.settings import Settings
from hotlead.router.up.home import Home, read_pairs, write_private

SECRET: Final = "HOTLEAD_SECRET"  # noqa: S105  (its name)
KEPT: Final = ("HOTLEAD_IDENTITY_KEY", SECRET)
LENGTH_MIN: Final = 16


def with_own_secret(home: Home, environ: Mapping[str, str]) -> dict[str, str]:
    """The same for the secret alone, for a worker or a gateway that serves this machine.

    One that serves others is given its secret, or refuses to start. Raises BadSecrets.
    """
    if not is_loopback(environ.get("HOTLEAD_HOST") or Settings.model_fields["host"].default):
        return dict(environ)
    return with_secrets(home, environ, (SECRET,))


def kept_secret(home: Home) -> dict[str, str]:
    """HOTLEAD_SECRET as it was made here before; nothing when none was. Raises BadSecrets."""
    kept = _kept(home, (SECRET,))
    return {SECRET: kept[SECRET]} if SECRET in kept else {}


def with_secrets(
    home: Home, environ: Mapping[str, str], names: Collection[str] = KEPT
) -> dict[str, str]:
    """The environment, with a secret of our own for each that it does not set.

    Leads are found again by the identity key, so one that was made is never made anew.
    Raises BadSecrets.
    """
    wanted = [name for name in names if not environ.get(name)]
    if not wanted:
        return dict(environ)
    kept = _kept(home, wanted)
    made = {name: token_urlsafe(32) for name in wanted if name not in kept}
    try:
        if made:
            kept = _keep(home, made)
        elif home.secrets.stat().st_mode & 0o077:
            home.secrets.chmod(0o600)
    except OSError as error:
        raise BadSecrets(
            f"{home.secrets} cannot be written ({error.strerror}), and {' and '.join(wanted)}"
            f" {'is' if len(wanted) == 1 else 'are'} not set: set each, 16 characters or more, or"
            " start this where the file can be kept"
        ) from None
    return {**environ, **{name: kept[name] for name in wanted}}


def _keep(home: Home, made: Mapping[str, str]) -> dict[str, str]:
    """Writes what was made; of processes that start at once the first one's is everybody's."""
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = os.open(home.root, os.O_RDONLY)
    try:
        fcntl.flock(root, fcntl.LOCK_EX)
        both = {**made, **read_pairs(home.secrets)}
        write_private(home.secrets, "".join(f"{name}={both[name]}\n" for name in sorted(both)))
    finally:
        os.close(root)
    return both


def _kept(home: Home, wanted: Collection[str]) -> dict[str, str]:
    """What the file holds. Raises BadSecrets when one that is wanted is broken."""
    try:
        kept = read_pairs(home.secrets)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSecrets(
            f"{home.secrets} cannot be read ({getattr(error, 'strerror', 'no text')}): mend it, or"
            f" set {' and '.join(wanted)}"
        ) from None
    for name in wanted:
        if name in kept and len(kept[name]) < LENGTH_MIN:
            raise BadSecrets(
                f"{home.secrets} holds a broken {name}: mend it, or remove the file when no lead is"
                " stored yet"
            )
    return kept

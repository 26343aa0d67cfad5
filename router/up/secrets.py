"""The secrets of an installation that was given none: made once, then kept."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Final

from hotlead.router.errors import BadSecrets
from hotlead.router.up.home import Home, read_pairs, write_private

KEPT: Final = ("HOTLEAD_IDENTITY_KEY", "HOTLEAD_SECRET")
LENGTH_MIN: Final = 16


def with_secrets(home: Home, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, with a secret of our own for each that it does not set.

    Leads are found again by the identity key, so one that was made is never made anew.
    Raises BadSecrets.
    """
    wanted = [name for name in KEPT if not environ.get(name)]
    if not wanted:
        return dict(environ)
    try:
        kept = read_pairs(home.secrets)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSecrets(
            f"{home.secrets} cannot be read ({getattr(error, 'strerror', 'no text')}): mend it, or"
            " set HOTLEAD_IDENTITY_KEY and HOTLEAD_SECRET"
        ) from None
    for name in wanted:
        if name in kept and len(kept[name]) < LENGTH_MIN:
            raise BadSecrets(
                f"{home.secrets} holds a broken {name}: mend it, or remove the file when no lead is"
                " stored yet"
            )
    made = {name: token_urlsafe(32) for name in wanted if name not in kept}
    if made:
        both = {**kept, **made}
        write_private(home.secrets, "".join(f"{name}={both[name]}\n" for name in sorted(both)))
    elif home.secrets.stat().st_mode & 0o077:
        home.secrets.chmod(0o600)
    return {**environ, **{name: (kept | made)[name] for name in wanted}}

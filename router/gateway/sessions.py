"""Who is calling: sessions of reps and supervisors, login codes, and the tokens of sources.

A session is a signed token; nothing is kept of it here, but those of who was signed out everywhere,
or at the board is not registered, are void (revocations.py), and those that were logged out
(logouts.py). It travels as a bearer token, or in a
cookie that scripts cannot read and other sites cannot send: one for each role, so that a rep's page
and a board live side by side in one browser. A login code is a signed token with a
shorter life that can be exchanged once: its number is kept in Redis (`PREFIXlogin:NUMBER`, a string
that expires with the code), outside all shards, for it is no state of theirs.
"""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final, Literal, get_args

from itsdangerous import BadSignature, URLSafeSerializer
from redis.asyncio import Redis

from hotlead.router.clock import real_ms
from hotlead.router.errors import BadCode, BadSetting
from hotlead.router.settings import Settings
from hotlead.topics.inbox.staff import COMMAND_LINE

SESSION_S: Final = 12 * 3600
CODE_S: Final = 15 * 60
COMMAND_S: Final = 5 * 60
TOKEN_MIN: Final = 16
ALL_SOURCES: Final = "all"
SIGNALS_SOURCE: Final = "signals"

Role = Literal["rep", "supervisor", "viewer"]
COOKIES: Final[dict[Role, str]] = {role: f"hotlead_{role}" for role in get_args(Role)}


@dataclass(frozen=True, slots=True)
class Code:
    """What a login code holds: for whom, its number, and its life in real UTC milliseconds."""

    role: Role
    tenant: str
    id: str
    number: str
    made_ms: int
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Session:
    """Who calls, of which tenant, and until when (real UTC milliseconds).

    `mark` tells its token from others, and opens nothing.
    """

    role: Role
    tenant: str
    id: str
    issued_ms: int
    expires_ms: int
    mark: str


class Sessions:
    """Makes and reads tokens and login codes; all hang on the one secret."""

    def __init__(self, secret: str) -> None:
        self._tokens = URLSafeSerializer(secret, salt="hotlead-session")
        self._codes = URLSafeSerializer(secret, salt="hotlead-login-code")

    def open(
        self, role: Role, tenant: str, id_: str, *, life_s: int = SESSION_S
    ) -> tuple[str, Session]:
        """A new session and its token."""
        now = real_ms()
        expires = now + life_s * 1000
        fields = [role, tenant, id_, now, expires, secrets.token_hex(8)]
        return str(self._tokens.dumps(fields)), _session(fields)

    def open_for_command(self, tenant: str) -> str:
        """The token of a command that holds the secret: a supervisor's, for a few minutes."""
        return self.open("supervisor", tenant, COMMAND_LINE, life_s=COMMAND_S)[0]

    def read(self, token: str) -> Session:
        """The session of a token. Raises BadCode."""
        session = _session(self._load(self._tokens, token))
        if session.expires_ms <= real_ms():
            raise BadCode("the session has expired; log in again")
        return session

    def login_code(self, role: Role, tenant: str, id_: str) -> str:
        """A code that opens one session within 15 minutes."""
        fields = [role, tenant, id_, secrets.token_hex(8), real_ms() + CODE_S * 1000]
        return str(self._codes.dumps(fields))

    def read_code(self, text: str) -> Code:
        """What a code says, used or not. Raises BadCode when it is not ours or has expired."""
        role, tenant, id_, number, expires = self._load(self._codes, text)
        if expires <= real_ms():
            raise BadCode("the code has expired; ask for a new one")
        return Code(role, tenant, id_, number, expires - CODE_S * 1000, expires)

    async def exchange(self, code: Code, redis: Redis, prefix: str) -> tuple[str, Session]:
        """Opens the session of a code that was not used before. Raises BadCode."""
        left_ms = max(1, code.expires_ms - real_ms())
        if not await redis.set(f"{prefix}login:{code.number}", code.role, nx=True, px=left_ms):
            raise BadCode("the code was used before; ask for a new one")
        return self.open(code.role, code.tenant, code.id)

    @staticmethod
    def _load(signer: URLSafeSerializer, text: str) -> list[Any]:
        try:
            fields: list[Any] = signer.loads(text)
        except BadSignature:
            raise BadCode("the code is not ours or was cut short; ask for a new one") from None
        return fields


def _session(fields: list[Any]) -> Session:
    """What a token says. Its mark is of that: one signature can be spelt in several ways."""
    role, tenant, id_, issued, expires, *_ = fields
    return Session(role, tenant, id_, issued, expires, sha256(repr(fields).encode()).hexdigest())


def login_code(settings: Settings, *, rep: str, tenant: str, supervisor: bool = False) -> str:
    """A login code for the rep, or for a supervisor of that id."""
    role: Role = "supervisor" if supervisor else "rep"
    return Sessions(settings.secret).login_code(role, tenant, rep)


class SourceTokens:
    """The tokens with which sources may send events. Without any, all may."""

    def __init__(self, settings: Settings) -> None:
        """Raises BadSetting when HOTLEAD_TOKENS cannot be read."""
        known = (*settings.channels, SIGNALS_SOURCE, ALL_SOURCES)
        self._tokens: list[tuple[str, bytes]] = []
        for number, pair in enumerate(settings.tokens, 1):
            source, _, token = pair.partition("=")
            if source not in known:
                raise BadSetting(
                    f"HOTLEAD_TOKENS (pair {number}): {source!r} is no source; use one of"
                    f" {', '.join(known)}"
                )
            if len(token) < TOKEN_MIN:
                raise BadSetting(
                    f"HOTLEAD_TOKENS (pair {number}): the token of {source} is shorter than"
                    f" {TOKEN_MIN} characters; make a longer one"
                )
            self._tokens.append((source, token.encode()))

    @property
    def needed(self) -> bool:
        """Whether events need a token."""
        return bool(self._tokens)

    def sources(self, token: str | None) -> frozenset[str]:
        """The sources that a token stands for; each is compared in constant time."""
        given = (token or "").encode()
        return frozenset(
            source for source, known in self._tokens if hmac.compare_digest(known, given)
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_exposure(settings: Settings) -> None:
    """Refuses the public secret, and others than this machine without tokens. Raises BadSetting.

    Also on the loopback address: a proxy on this machine may lead others there.
    """
    if settings.secret == Settings.model_fields["secret"].default:
        raise BadSetting(
            "HOTLEAD_SECRET is the public default, with which anyone could sign a session: set one"
            " of your own, 16 characters or more; on the loopback address `hotlead gateway` makes"
            " one when none is set"
        )
    if is_loopback(settings.host):
        return
    if not settings.tokens:
        raise BadSetting(
            f"HOTLEAD_HOST is {settings.host} and HOTLEAD_TOKENS is not set: anyone could send"
            " leads; set HOTLEAD_TOKENS, or HOTLEAD_HOST to 127.0.0.1"
        )
    if settings.identity_key == Settings.model_fields["identity_key"].default:
        raise BadSetting(
            f"HOTLEAD_HOST is {settings.host} and HOTLEAD_IDENTITY_KEY is the public default: set"
            " one of your own, 16 characters or more"
        )

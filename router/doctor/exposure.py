"""Secrets, tokens and ports: who can reach the gateway, and whether it could start."""

import asyncio
from typing import Final, Literal

import httpx

from hotlead.router.doctor.checks import Check, bad, ok, warn
from hotlead.router.errors import BadSetting, PortInUse
from hotlead.router.gateway.listening import ANY, check_free
from hotlead.router.gateway.sessions import SourceTokens, check_exposure, is_loopback
from hotlead.router.settings import Settings

PortState = Literal["free", "ours", "taken", "impossible"]
SECRETS: Final = ("identity_key", "secret")


def judge_secrets(settings: Settings) -> Check:
    """None of them the public default."""
    defaults = [
        f"HOTLEAD_{name.upper()}"
        for name in SECRETS
        if getattr(settings, name) == Settings.model_fields[name].default
    ]
    if not defaults:
        return ok("secrets", "your own")
    found = f"{' and '.join(defaults)} {'is' if len(defaults) == 1 else 'are'} the public default"
    mend = (
        "set each to a secret of 16 characters or more (`hotlead up` makes both, a gateway on the"
        " loopback address the secret); the identity"
        " key before leads are stored"
    )
    if is_loopback(settings.host):
        return warn("secrets", found, mend)
    return bad("secrets", found, mend)


def judge_exposure(settings: Settings) -> Check:
    """Who can send leads."""
    try:
        SourceTokens(settings)
        if not is_loopback(settings.host):
            check_exposure(settings)
    except BadSetting as error:
        text = str(error)
        found, _, mend = text.partition("; " if "; " in text else ": ")
        return bad("exposure", found, mend)
    if is_loopback(settings.host):
        needed = "with a token" if settings.tokens else "without a token"
        return ok("exposure", f"the gateway serves this machine alone ({settings.host}), {needed}")
    return ok("exposure", f"the gateway serves others ({settings.host}), with tokens")


async def look_at_port(host: str, port: int, timeout_s: float) -> PortState:
    """Whether it is free, or a part of ours answers there."""
    try:
        await asyncio.to_thread(check_free, host, port, "", "")
    except PortInUse:
        local = "127.0.0.1" if host in ANY else host
        return "ours" if await _is_ours(f"http://{local}:{port}", timeout_s) else "taken"
    except BadSetting:
        return "impossible"
    return "free"


async def _is_ours(url: str, timeout_s: float) -> bool:
    async with httpx.AsyncClient(timeout=timeout_s, trust_env=False) as client:
        try:
            return "hotlead_" in (await client.get(f"{url}/metrics")).text or (
                (await client.get(f"{url}/openapi.json")).json()["info"]["title"] == "hotlead"
            )
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return False


def judge_port(variable: str, port: int, state: PortState) -> Check:
    """Free, or ours already."""
    name = f"port {port}"
    if state == "free":
        return ok(name, f"free ({variable})")
    if state == "ours":
        return ok(name, f"hotlead listens there ({variable})")
    if state == "taken":
        return bad(
            name,
            f"another program listens there ({variable})",
            f"stop it (`ss -ltnp 'sport = :{port}'` names it), or set {variable}",
        )
    return bad(name, f"nothing can listen there ({variable})", "set an address of this machine")

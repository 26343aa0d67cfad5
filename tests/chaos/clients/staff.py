"""The supervisor who registers the reps, and who they are."""

import asyncio
from typing import Final

from hotlead.router.gateway.sessions import Sessions, login_code
from hotlead.router.settings import Settings
from tests.chaos.clients.caller import Caller

CAPACITY: Final = 3
TRY_S: Final = 30.0


async def log_in(
    caller: Caller, settings: Settings, *, tenant: str, rep: str, supervisor: bool = False
) -> str:
    """A session's token, by a code as `hotlead login-code` makes it."""
    async with asyncio.timeout(TRY_S):
        while True:
            code = login_code(settings, rep=rep, tenant=tenant, supervisor=supervisor)
            answer = await caller.send("POST", "/v1/sessions", {"code": code})
            if answer is not None and answer.is_success:
                return str(answer.json()["token"])
            await asyncio.sleep(0.2)


async def hire(caller: Caller, settings: Settings, tenant: str, boss: str) -> None:
    """Registers the tenant's first supervisor, as `hotlead login-code NAME --supervisor` does."""
    async with asyncio.timeout(TRY_S):
        while True:
            token = Sessions(settings.secret).open_for_command(tenant)
            answer = await caller.send("PUT", f"/v1/staff/{boss}", {"role": "supervisor"}, token)
            if answer is not None and answer.is_success:
                return
            await asyncio.sleep(0.2)


async def register(caller: Caller, settings: Settings, tenant: str, reps: list[str]) -> None:
    """Registers the reps of a tenant, each with room for three leads."""
    boss = f"boss-{tenant}"
    await hire(caller, settings, tenant, boss)
    token = await log_in(caller, settings, tenant=tenant, rep=boss, supervisor=True)
    for rep in reps:
        body = {"pools": ["main"], "capacity": CAPACITY}
        answer = None
        async with asyncio.timeout(TRY_S):
            while answer is None or not answer.is_success:
                operation = caller.history.invoke(
                    boss, "register", tenant=tenant, rep=rep, value=body
                )
                answer = await caller.finish(operation, "PUT", f"/v1/reps/{rep}", body, token)

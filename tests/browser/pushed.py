"""Pushes as they arrive at a phone, and leads that it may have been pushed of."""

import json
from typing import Any

from playwright.async_api import CDPSession, Page

from tests.browser.site import Office, until

PHONE = "138 0013 8000"
SHOWN = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
    .then((all) => all.map(({title, body, tag, requireInteraction}) =>
        ({title, body, tag, requireInteraction})))"""


class Pushed:
    """Hands pushes to a page's worker, as the browser does when they arrive."""

    def __init__(self, page: Page, origin: str, session: CDPSession, registration: str) -> None:
        self._page, self._origin = page, origin
        self._session, self._registration = session, registration

    @classmethod
    async def to(cls, page: Page, office: Office) -> "Pushed":
        """To the worker of the page, once there is one."""
        await page.context.grant_permissions(["notifications"])
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = await page.context.new_cdp_session(page)
        found: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
        )
        await session.send("ServiceWorker.enable")

        async def known() -> str | None:
            return found[0] if found else None

        registration = await until(known, "there is no worker")
        return cls(page, office.site.address, session, registration)

    async def push(self, data: str | dict[str, Any]) -> None:
        """One message of the push service."""
        await self._session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self._origin,
                "registrationId": self._registration,
                "data": data if isinstance(data, str) else json.dumps(data),
            },
        )

    async def shown(self, count: int) -> list[dict[str, Any]]:
        """The notifications, once there are so many."""

        async def as_many() -> list[dict[str, Any]] | None:
            all_: list[dict[str, Any]] = await self._page.evaluate(SHOWN)
            return all_ if len(all_) == count else None

        found: list[dict[str, Any]] = await until(as_many, f"there are no {count} notifications")
        return found


def notice(lead: str, **fields: Any) -> dict[str, Any]:
    """What a push says of a lead."""
    return {
        "notice": "0-17-0-kim",
        "kind": "assigned",
        "lead": lead,
        "assignment": f"{lead}.1-1",
        "channel": "short-video",
        "score": 87.3,
        "hot": True,
        "high": True,
        "region": "shanghai",
        "budget": "260000",
        "until_ms": 1_900_000_000_000,
        **fields,
    }


async def once_offered(office: Office, rep: str) -> str:
    """A lead that rang at the rep, who declined it: of it a phone may tell what it has shown."""
    await office.presence(rep, "idle")
    lead = await office.capture(PHONE)

    async def rings() -> Any:
        return (await office.call("GET", f"/v1/reps/{rep}/assignments"))["assignments"]

    (offer,) = await until(rings, "the lead does not ring")
    await office.presence(rep, "away")
    await office.call("POST", f"/v1/assignments/{offer['assignment']}/decline", rep=rep)
    return lead

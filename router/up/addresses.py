"""What an `up` that is ready tells: where everything is, and how a phone logs in."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Final

from hotlead.router.gateway.links import login_link
from hotlead.router.gateway.sessions import CODE_S, is_loopback
from hotlead.router.up.home import HOME
from hotlead.router.up.servers import Servers
from hotlead.topics.captures import DEFAULT_TENANT

# Another person at each paste: a lead that somebody has taken does not ring again.
CURL: Final = """\
curl -X POST {gateway}/v1/captures/{channel} -H 'Content-Type: application/json' \\
  {token}-d '{{"event_id": "try-'$(date +%s)'",{tenant}
       "contact": {{"phone": "138'$(date +%s | tail -c 9)'", "name": "Lin"}},
       "attributes": {{"region": "shanghai", "budget": 260000, "house_type": "villa"}}}}'"""
# Looked up by the shell that sends it: a token is not shown.
FIND: Final = """\
TOKEN=$(. {home}/up/env; echo "$HOTLEAD_TOKENS" | tr , '\\n' \\
  | sed -nE 's/^({channel}|all)=//p' | head -n 1)
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """All of it, and whose the codes are: none of `rep` or `supervisor` when others are there."""

    servers: Servers
    gateway: str
    local: str
    worker_metrics: str
    gateway_metrics: str
    rep: str | None
    rep_code: str | None
    supervisor: str | None
    supervisor_code: str | None
    channel: str
    tenant: str
    with_token: bool
    host: str
    port: int

    @property
    def phone(self) -> str | None:
        """The link that logs the rep in."""
        if self.rep_code is None:
            return None
        return login_link(self.gateway, self.rep_code, supervisor=False)

    @property
    def board(self) -> str | None:
        """The link that logs a supervisor in."""
        if self.supervisor_code is None:
            return None
        return login_link(self.gateway, self.supervisor_code, supervisor=True)

    @property
    def here_alone(self) -> bool:
        """Whether only this machine reaches it."""
        return is_loopback(self.host)

    def for_phones(self, command: str) -> str:
        """What to type so that phones reach it; `command` is what to type for `hotlead`."""
        return (
            f"HOTLEAD_HOST=0.0.0.0 HOTLEAD_TOKENS=all={token_urlsafe(18)} {command} up"
            f" --port {self.port}"
        )

    @property
    def curl(self) -> str:
        """A line that captures a lead; before it one that finds the token, when it takes one."""
        token = '-H "Authorization: Bearer $TOKEN" ' if self.with_token else ""
        before = FIND.format(home=HOME, channel=self.channel) if self.with_token else ""
        tenant = "" if self.tenant == DEFAULT_TENANT else f' "tenant": "{self.tenant}",'
        return before + CURL.format(
            gateway=self.local, channel=self.channel, token=token, tenant=tenant
        )

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        kafka, redis = self.servers.kafka, self.servers.redis
        return {
            "gateway": self.gateway,
            "rep": f"{self.gateway}/rep",
            "board": f"{self.gateway}/board",
            "metrics": {"worker": self.worker_metrics, "gateway": self.gateway_metrics},
            "kafka": {"address": kafka.address, "title": kafka.title, "keeps": kafka.keeps},
            "redis": {"address": redis.address, "title": redis.title, "keeps": redis.keeps},
            "phone": self.phone,
            "codes": {
                "rep": {"id": self.rep, "code": self.rep_code} if self.rep_code else None,
                "supervisor": {"id": self.supervisor, "code": self.supervisor_code}
                if self.supervisor_code
                else None,
                "seconds": CODE_S,
            },
        }

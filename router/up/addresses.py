"""What an `up` that is ready tells: where everything is, and how a phone logs in."""

from dataclasses import dataclass
from io import StringIO
from secrets import token_urlsafe
from typing import Any, Final

import segno

from hotlead.router.gateway.sessions import CODE_S, is_loopback
from hotlead.router.up.servers import Servers
from hotlead.topics.captures import DEFAULT_TENANT

CURL: Final = """\
curl -X POST {gateway}/v1/captures/{channel} -H 'Content-Type: application/json' \\
  {token}-d '{{"event_id": "try-'$(date +%s)'",{tenant}
       "contact": {{"phone": "138 0013 8000", "name": "Lin"}},
       "attributes": {{"region": "shanghai", "budget": 260000, "house_type": "villa"}}}}'"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """All of it. `rep` is the rep whose code `rep_code` is; both None when others are there."""

    servers: Servers
    gateway: str
    local: str
    worker_metrics: str
    gateway_metrics: str
    rep: str | None
    rep_code: str | None
    supervisor_code: str
    channel: str
    tenant: str
    with_token: bool
    host: str
    port: int

    @property
    def phone(self) -> str | None:
        """The phone page with the code behind `#`, which no browser sends and no log holds."""
        if self.rep_code is None:
            return None
        return f"{self.gateway}/rep#code={self.rep_code}"

    @property
    def qr(self) -> str:
        """The phone's address for a camera, in half blocks."""
        drawn = StringIO()
        segno.make(self.phone or self.gateway, error="l", micro=False).terminal(
            drawn, border=2, compact=True
        )
        return drawn.getvalue()

    @property
    def on_phones(self) -> str:
        """How a phone comes to it when it is bound to this machine alone; '' when it can."""
        if not is_loopback(self.host):
            return ""
        return (
            f"only this machine reaches {self.gateway}. For a phone in your network start it with\n"
            f"  HOTLEAD_HOST=0.0.0.0 HOTLEAD_TOKENS=all={token_urlsafe(18)} hotlead up"
            f" --port {self.port}"
        )

    @property
    def curl(self) -> str:
        """A line that captures a lead."""
        token = '-H "Authorization: Bearer $TOKEN" ' if self.with_token else ""
        tenant = "" if self.tenant == DEFAULT_TENANT else f' "tenant": "{self.tenant}",'
        return CURL.format(gateway=self.local, channel=self.channel, token=token, tenant=tenant)

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
                "supervisor": {"id": "supervisor", "code": self.supervisor_code},
                "seconds": CODE_S,
            },
        }

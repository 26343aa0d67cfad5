"""Every setting, read from the environment once, each checked with an error that names it."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from hotlead.router.clock import Clock
from hotlead.router.errors import BadSetting
from hotlead.topics.journal import SPEED_MAX
from hotlead.topics.names import Name
from hotlead.topics.streams import CHANNELS

ENV_PREFIX = "HOTLEAD_"
Port = Annotated[int, Field(ge=0, le=65535)]
PushService = Annotated[
    str, Field(pattern=r"^https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?$", max_length=256)
]


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise ValueError(
            "name each by its address or network, like 10.0.0.5 or 10.0.0.0/24"
        ) from None
    return text


Network = Annotated[str, AfterValidator(_network)]


class Settings(BaseModel):
    """One process's settings; HOTLEAD_KAFKA sets `kafka`, and so on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kafka: str = Field("127.0.0.1:9092", description="bootstrap servers, comma separated")
    redis: str = Field("redis://127.0.0.1:6379/0", description="URL of the state's Redis")
    topic_prefix: str = Field("hotlead.", pattern=r"^[A-Za-z0-9._-]*$", description="of all topics")
    redis_prefix: str = Field("hotlead:", pattern=r"^[^{}*?\[\]\\]*$", description="of all keys")
    shards: Annotated[int, Field(ge=1, le=1024)] = Field(
        4, description="partitions of inbox and journal; fixed at `topics apply`"
    )
    partitions: Annotated[int, Field(ge=1, le=1024)] = Field(
        4, description="partitions of the other topics"
    )
    replication: Annotated[int, Field(ge=1, le=10)] = Field(1, description="copies of each topic")
    channels: tuple[Name, ...] = Field(CHANNELS, description="channels, comma separated")
    tenants: tuple[Name, ...] = Field(("main",), description="known tenants, comma separated")
    group: Name = Field("hotlead", description="Kafka group of the workers")
    identity_key: str = Field(
        "hotlead-development-identity-key",
        min_length=16,
        description="secret of the keyed hashes of people; never change it once leads are stored",
    )
    secret: str = Field(
        "hotlead-development-session-secret",
        min_length=16,
        description="secret that signs sessions and login codes",
    )
    tokens: tuple[str, ...] = Field(
        (), description="source=token pairs, comma separated; captures need one once set"
    )
    host: str = Field("127.0.0.1", description="address the gateway binds to")
    port: Port = Field(8080, description="port of the gateway")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/?#@\s]+/?)?$",
        max_length=300,
        description="where browsers and phones reach the gateway; empty: at its own address",
    )
    trusted_proxies: tuple[Network, ...] = Field(
        (), description="proxies whose X-Forwarded-For is believed, comma separated"
    )
    connections_max: Annotated[int, Field(ge=8, le=60_000)] = Field(
        12_000, description="open connections of the gateway, fewer if `ulimit -n` asks"
    )
    head_timeout_s: Annotated[float, Field(gt=0, le=300)] = Field(
        10.0, description="in which a request's head must have come"
    )
    body_timeout_s: Annotated[float, Field(gt=0, le=300)] = Field(
        20.0, description="in which a request's body must have come"
    )
    idle_timeout_s: Annotated[float, Field(gt=0, le=600)] = Field(
        15.0, description="after which a silent connection is closed; not a live stream"
    )
    metrics_host: str = Field("127.0.0.1", description="address of a worker's /metrics")
    metrics_port: Port = Field(9101, description="port of a worker's /metrics and /healthz")
    session_timeout_s: Annotated[float, Field(ge=1, le=300)] = Field(
        15.0, description="after which Kafka takes a silent worker for dead"
    )
    redis_timeout_s: Annotated[float, Field(gt=0, le=60)] = Field(
        5.0, description="of one call to Redis"
    )
    snapshot_every_s: Annotated[float, Field(ge=0)] = Field(
        3600.0, description="between snapshots of a shard's state; 0 for none"
    )
    clock_origin_ms: Annotated[int, Field(ge=0)] = Field(
        0, description="the day's instant at clock_origin_real_ms (demo, replay, tests)"
    )
    clock_origin_real_ms: Annotated[int, Field(ge=0)] = Field(0, description="see clock_origin_ms")
    speed: Annotated[float, Field(gt=0, le=SPEED_MAX)] = Field(
        1.0, description="of the clock (demo, replay, tests)"
    )
    push_services: tuple[PushService, ...] = Field(
        (
            "https://fcm.googleapis.com",
            "https://*.push.apple.com",
            "https://updates.push.services.mozilla.com",
            "https://*.notify.windows.com",
        ),
        description="origins that phones' push subscriptions may point to, comma separated",
    )
    push_subject: str = Field(
        "mailto:hotlead@localhost",
        pattern=r"^(mailto:[^\s@]+@[^\s@]+|https://\S+)$",
        max_length=256,
        description="whom a push service may turn to: mailto: or https:",
    )
    webhook_secrets: tuple[str, ...] = Field(
        (), description="name=secret pairs that sign webhooks, comma separated"
    )
    read_store: str = Field(
        "", description="file of the KPIs' read store, or :memory:; empty for no KPIs"
    )
    policy_file: str = Field("", description="policy to publish when none is published yet")

    @property
    def clock(self) -> Clock:
        """The clock that these settings ask for."""
        return Clock(self.clock_origin_ms, self.clock_origin_real_ms, self.speed)

    @property
    def public_origin(self) -> str:
        """What begins every link to the gateway, as browsers spell it; empty when it is not set."""
        return self.public_url.rstrip("/").lower()

    def topic(self, name: str) -> str:
        """A topic's full name."""
        return self.topic_prefix + name


_LISTS = frozenset(
    name for name, field in Settings.model_fields.items() if "tuple" in str(field.annotation)
)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. Raises BadSetting, which names the variable and the mend."""
    source = os.environ if environ is None else environ
    given: dict[str, object] = {}
    for name in Settings.model_fields:
        text = source.get(ENV_PREFIX + name.upper())
        if text is not None:
            parts = [part.strip() for part in text.replace("，", ",").split(",")]
            given[name] = [part for part in parts if part] if name in _LISTS else text
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        meaning = Settings.model_fields[name].description
        raise BadSetting(
            f"{ENV_PREFIX}{name.upper()} ({meaning}): {first['msg']}; set it or leave it out"
        ) from None

"""Which push services a subscription may point to.

A browser chooses its endpoint, so it is an outsider's word: only the services that are set are
ever called, and nothing inside our own network.
"""

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}


def origin_of(endpoint: str) -> str:
    """The scheme, host and port of an endpoint, as VAPID's `aud` wants it. Raises ValueError."""
    parts = urlsplit(endpoint)
    host, port = _place(parts)
    written = f"[{host}]" if ":" in host else host
    default = port == DEFAULT_PORTS.get(parts.scheme)
    return f"{parts.scheme}://{written}" + ("" if default else f":{port}")


def allowed(endpoint: str, services: tuple[str, ...]) -> bool:
    """Whether an endpoint lies at one of the services, each an origin.

    `https://*.host` stands for all hosts below `host`, not for itself. Scheme and port must be the
    same. A name or password in the endpoint is refused, and so is what another reader of URLs may
    understand differently: a backslash, a space, a control character, another alphabet.
    """
    if not endpoint.isascii() or not endpoint.isprintable() or set(endpoint) & set(' \\"<>'):
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = _place(parts)
    except ValueError:
        return False
    if "@" in parts.netloc or parts.fragment:
        return False
    return any(
        parts.scheme == scheme and port == at and _fits(host, wanted)
        for scheme, wanted, at in (_service(service) for service in services)
    )


def _fits(host: str, wanted: str) -> bool:
    if wanted.startswith("*."):
        return host.endswith(wanted[1:]) and len(host) >= len(wanted)
    return host == wanted


@lru_cache(maxsize=256)
def _service(service: str) -> tuple[str, str, int]:
    parts = urlsplit(service)
    host, port = _place(parts)
    return parts.scheme, host, port


def _place(parts: SplitResult) -> tuple[str, int]:
    """Host and port; raises ValueError when there is no such thing."""
    host = parts.hostname
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    if not host or port is None:
        raise ValueError("not the URL of a server: write https://host/path")
    return host, port

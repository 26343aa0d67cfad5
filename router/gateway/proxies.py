"""The proxies whose X-Forwarded-For is believed."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network


class Proxies:
    """Addresses and networks, as HOTLEAD_TRUSTED_PROXIES names them."""

    def __init__(self, named: Sequence[str]) -> None:
        self._networks = [ip_network(one, strict=False) for one in named]

    def __contains__(self, address: str) -> bool:
        if not self._networks:
            return False
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

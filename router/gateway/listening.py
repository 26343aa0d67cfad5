"""Whether an address can be listened on, and by which address others reach it."""

import errno
import socket
from typing import Final

from hotlead.router.errors import BadSetting, PortInUse

ANY: Final = ("0.0.0.0", "::")  # noqa: S104  (to know them by)
# Never sent to: only asked which of our addresses would be used.
FAR: Final = ("192.0.2.1", 9)


def check_free(host: str, port: int, server: str, mend: str) -> None:
    """Raises PortInUse when another listens there, BadSetting when nobody could."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise BadSetting(f"{host} is no address that {server} could listen on; {mend}") from None
    with socket.socket(family, kind) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(
                    f"port {port} for {server} is in use: stop what listens there"
                    f" (`ss -ltnp 'sport = :{port}'` names it), or {mend}"
                ) from None
            raise BadSetting(
                f"{server} cannot listen on {host} port {port} ({error.strerror}); {mend}"
            ) from None


def local_address(host: str) -> str:
    """The address by which this machine reaches a server that is bound to `host`."""
    return "127.0.0.1" if host in ANY else host


def reached_by(host: str) -> str:
    """The address by which a phone reaches a server that is bound to `host`."""
    if host not in ANY:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(FAR)
        except OSError:
            return "127.0.0.1"
        return str(asking.getsockname()[0])

"""Ports on the loopback address."""

import errno
import random
import socket

from hotlead.router.errors import PortInUse

# Below the range from which the kernel takes the ports of outgoing connections, so that none of
# these takes the port between our look and the server's.
PORTS = range(20_000, 32_000)
TRIES = 100


def pick(port: int, server: str) -> int:
    """`port` itself when it is free, any free one for 0; raises `PortInUse`."""
    if port:
        if not is_free(port):
            raise PortInUse(
                f"port {port} for {server} is in use: stop what listens there"
                f" (`ss -ltnp 'sport = :{port}'` names it) or ask for another port"
            )
        return port
    for _ in range(TRIES):
        candidate = random.choice(PORTS)
        if is_free(candidate):
            return candidate
    raise PortInUse(f"no free port for {server} between {PORTS[0]} and {PORTS[-1]}")


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as listener:
        # As servers do, so that connections of the last run, in TIME_WAIT, are no hindrance.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True

"""Asks a port whether a Kafka broker answers there, without a client library."""

import socket
import struct

API_VERSIONS = 18
TIMEOUT_S = 2.0


def answers(port: int) -> bool:
    """Whether an ApiVersions request (version 0) is answered without an error."""
    client = b"hotlead"
    request = struct.pack(">hhih", API_VERSIONS, 0, 1, len(client)) + client
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT_S) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            with connection.makefile("rb") as reply:
                # Its length, our correlation id, the error code.
                head = reply.read(10)
    except OSError:
        return False
    return len(head) == 10 and struct.unpack(">iih", head)[1:] == (1, 0)

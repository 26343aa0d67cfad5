"""The HTTP interface: events in, actions and their answers, and what people are shown."""

from hotlead.router.gateway.app import build, run

__all__ = ["build", "run"]

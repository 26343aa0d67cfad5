"""The gateway's address, the link that logs in with a code, and its QR code."""

from io import StringIO

import segno


def url_of(host: str, port: int) -> str:
    """The address of a server over HTTP."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def login_link(gateway: str, code: str, *, supervisor: bool) -> str:
    """The page with the code behind `#`, which no browser sends and no log holds."""
    return f"{gateway}/{'board' if supervisor else 'rep'}#code={code}"


def qr_of(link: str) -> str:
    """A link for a camera, in half blocks."""
    drawn = StringIO()
    segno.make(link, error="l", micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue()

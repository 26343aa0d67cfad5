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


def qr_rows(link: str) -> list[str]:
    """A link for a camera, as rows of modules: `1` is dark. Without the quiet zone around it."""
    matrix = segno.make(link, error="l", micro=False).matrix
    return ["".join("1" if module else "0" for module in row) for row in matrix]

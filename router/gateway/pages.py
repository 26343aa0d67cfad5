"""The pages: /rep, /board and what they load from /assets, all from inside the package.

Nothing is loaded from elsewhere and nothing runs inline: the content security policy says so, and
with Trusted Types no text can become markup.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotlead.router.errors import RequestRefused

_ROOT: Final = Path(__file__).parent.parent / "pages"
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "permissions-policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "cross-origin-opener-policy": "same-origin",
    # Asked for each time and answered by 304: a new version is never mixed with an old one.
    "cache-control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    content: bytes
    type: str
    etag: str


def page_routes() -> list[Route]:
    """The routes of both pages and of their assets, which are read here, once."""
    assets = {
        path.relative_to(_ROOT).as_posix(): _asset(path)
        for path in sorted(_ROOT.rglob("*"))
        if path.suffix in _TYPES
    }

    async def asset(request: Request) -> Response:
        found = assets.get(request.path_params["path"])
        if found is None or found.type == _TYPES[".html"]:
            raise RequestRefused(404, "unknown_file", "there is no such file")
        return _served(request, found)

    return [
        Route("/rep", _page(assets["rep.html"])),
        Route("/board", _page(assets["board.html"])),
        Route("/assets/{path:path}", asset),
    ]


def _page(page: Asset) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        return _served(request, page)

    return serve


def _served(request: Request, asset: Asset) -> Response:
    headers = {**_HEADERS, "etag": asset.etag}
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if asset.etag in known or f"W/{asset.etag}" in known:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, headers={**headers, "content-type": asset.type})


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return Asset(content, _TYPES[path.suffix], etag)

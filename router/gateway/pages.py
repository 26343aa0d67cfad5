"""The pages: /rep, /board and what they load from /assets, all from inside the package.

Nothing is loaded from elsewhere and nothing runs inline: the content security policy says so. With
Trusted Types no text can become markup or a script; the one policy that is allowed, `hotlead`, lets
the phone's page start the worker at /sw.js and nothing else.
"""

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotlead.router.errors import RequestRefused

ROOT: Final = Path(__file__).parent.parent / "pages"
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
# What the build names by its content; see router/web/vite.config.ts.
_HASHED: Final = "assets/hashed/"
# These are at the root: a worker may serve the pages at and below its own place alone.
_AT_ROOT: Final = {
    "/rep": "rep.html",
    "/board": "board.html",
    "/sw.js": "sw.js",
    "/manifest.webmanifest": "manifest.webmanifest",
    "/manifest.zh.webmanifest": "manifest.zh.webmanifest",
}
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types hotlead",
    )
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "permissions-policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "cross-origin-opener-policy": "same-origin",
    "vary": "accept-encoding",
}
# Asked for each time and answered by 304: a new version is never mixed with an old one.
_ASK: Final = "no-cache"
_KEEP: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served; `packed` by gzip where that makes it smaller."""

    content: bytes
    packed: bytes | None
    type: str
    etag: str
    caching: str


def page_routes() -> list[Route]:
    """The routes of both pages and of their assets, which are read and packed here, once."""
    assets = {
        path.relative_to(ROOT).as_posix(): _asset(path)
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in _TYPES
    }

    async def asset(request: Request) -> Response:
        found = assets.get(f"assets/{request.path_params['path']}")
        if found is None:
            raise RequestRefused(404, "unknown_file", "there is no such file")
        return _served(request, found)

    at_root = [Route(path, _page(assets[name])) for path, name in _AT_ROOT.items()]
    return [*at_root, Route("/assets/{path:path}", asset)]


def _page(page: Asset) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        return _served(request, page)

    return serve


def _served(request: Request, asset: Asset) -> Response:
    packed = asset.packed if _takes_gzip(request) else None
    etag = asset.etag if packed is None else f'{asset.etag[:-1]}-gz"'
    headers = {**_HEADERS, "cache-control": asset.caching, "etag": etag}
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or f"W/{etag}" in known:
        return Response(status_code=304, headers=headers)
    headers["content-type"] = asset.type
    if packed is None:
        return Response(asset.content, headers=headers)
    return Response(packed, headers={**headers, "content-encoding": "gzip"})


def _takes_gzip(request: Request) -> bool:
    """Whether `gzip` is among the codings, and not with a weight of 0."""
    for coding in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    hashed = path.relative_to(ROOT).as_posix().startswith(_HASHED)
    return Asset(
        content=content,
        packed=packed if len(packed) < len(content) * 0.95 else None,
        type=_TYPES[path.suffix],
        etag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
        caching=_KEEP if hashed else _ASK,
    )

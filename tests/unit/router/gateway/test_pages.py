"""The pages as they are served: types, policy, caching, packing, and nothing inline."""

import gzip
import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from hotlead.router.gateway.edge import Edge
from hotlead.router.gateway.pages import ROOT, page_routes

WEB = Path(__file__).parents[4] / "router" / "web"
SOURCES = sorted(path for path in (WEB / "src").rglob("*") if path.suffix in (".ts", ".tsx", ".js"))
BUILT = sorted(path for path in ROOT.rglob("*") if path.is_file())
HASHED = sorted(f"/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("assets/hashed/*.js"))
LINES_MAX = 300
KEY = re.compile(r"^  '([\w.\-]+)':", re.MULTILINE)


async def get(path: str, **headers: str) -> httpx.Response:
    app = Starlette(routes=page_routes(), middleware=[Middleware(Edge)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://gateway"
    ) as http:
        return await http.get(path, headers={"accept-encoding": "identity", **headers})


@pytest.mark.parametrize("path", ["/rep", "/board"])
async def test_a_page_has_a_policy_that_allows_nothing_inline(path: str) -> None:
    page = await get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'; trusted-types hotlead" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
    assert page.headers["x-content-type-options"] == "nosniff"
    for asset in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
        assert (await get(asset)).status_code == 200, asset


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/rep", "text/html; charset=utf-8"),
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/manifest.zh.webmanifest", "application/manifest+json"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/assets/icon-192.png", "image/png"),
    ],
)
async def test_what_has_a_name_of_its_own_is_asked_for_each_time(path: str, type_: str) -> None:
    first = await get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, type_)
    assert first.headers["cache-control"] == "no-cache"
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        again = await get(path, **{"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await get(path, **{"if-none-match": '"other"'})).status_code == 200


@pytest.mark.parametrize("path", HASHED)
async def test_what_is_named_by_its_content_is_kept_for_ever(path: str) -> None:
    assert "immutable" in (await get(path)).headers["cache-control"]


async def test_who_takes_gzip_gets_it() -> None:
    plain = await get("/rep")
    packed = await get("/rep", **{"accept-encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
    again = await get(
        "/rep", **{"accept-encoding": "gzip;q=1.0", "if-none-match": plain.headers["etag"]}
    )
    assert again.status_code == 200
    refused = await get("/rep", **{"accept-encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in refused.headers
    # What is packed already is sent as it is.
    icon = await get("/assets/icon-192.png", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in icon.headers


@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/manifest.zh.webmanifest"])
async def test_the_app_can_be_installed(path: str) -> None:
    manifest = json.loads((await get(path)).text)
    assert (manifest["start_url"], manifest["scope"]) == ("/rep", "/rep")
    purposes = {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= purposes
    for icon in manifest["icons"]:
        served = await get(icon["src"])
        assert served.headers["content-type"] == icon["type"]


async def test_both_manifests_are_of_one_app() -> None:
    english = json.loads((await get("/manifest.webmanifest")).text)
    chinese = json.loads((await get("/manifest.zh.webmanifest")).text)
    differing = {name for name in english if english[name] != chinese[name]}
    assert differing == {"name", "short_name", "description", "lang"}


async def test_the_worker_keeps_what_the_phones_page_loads() -> None:
    page, worker = (await get("/rep")).text, (await get("/sw.js")).text
    loaded = re.findall(r"(?:src|href)=\"(/assets/[^\"]+)\"", page)
    assert loaded
    assert all(path in worker for path in loaded)


@pytest.mark.parametrize(
    "path",
    ["/assets/rep.html", "/assets/../gateway/pages.py", "/assets/%2e%2e/settings.py", "/assets/"],
)
async def test_nothing_else_is_served(path: str) -> None:
    refused = await get(path)
    assert refused.status_code == 404


def test_both_languages_say_the_same_things() -> None:
    for page in ("shared", "rep", "board", "push"):
        words = WEB / "src" / "words" / page
        english, chinese = (KEY.findall((words / f"{one}.ts").read_text()) for one in ("en", "zh"))
        assert english
        assert english == chinese
        assert len(english) == len(set(english))


def test_no_script_makes_markup_of_text() -> None:
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://"
    )
    for source in SOURCES:
        assert not banned.search(source.read_text()), source.name


def test_sources_are_short() -> None:
    others = [*(WEB / "src").rglob("*.css"), *WEB.glob("*.html"), *WEB.glob("*.ts")]
    made = WEB / "src/shared/contract.ts"
    for source in {*SOURCES, *others} - {made}:
        assert source.read_text().count("\n") <= LINES_MAX, source.name


@pytest.mark.parametrize("page", ["rep.html", "board.html"])
def test_a_page_is_small(page: str) -> None:
    text = (ROOT / page).read_text()
    named = re.findall(r'(?:src|href)="/(assets/[^"]+\.(?:js|css))"', text)
    loaded = [text.encode(), *((ROOT / name).read_bytes() for name in named)]
    assert len(loaded) > 2
    assert sum(len(gzip.compress(content)) for content in loaded) < 100_000

"""The pages as they are served: types, policy, caching, and nothing inline."""

import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from hotlead.router import gateway
from hotlead.router.gateway.edge import Edge
from hotlead.router.gateway.pages import page_routes

PAGES = Path(gateway.__file__).parent.parent / "pages"
FILES = sorted(path for path in PAGES.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
LINES_MAX = 300
KEY = re.compile(r"^  '([\w.\-]+)':", re.MULTILINE)


async def get(path: str, **headers: str) -> httpx.Response:
    app = Starlette(routes=page_routes(), middleware=[Middleware(Edge)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://gateway"
    ) as http:
        return await http.get(path, headers=headers)


@pytest.mark.parametrize("path", ["/rep", "/board"])
async def test_a_page_has_a_policy_that_allows_nothing_inline(path: str) -> None:
    page = await get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)
    assert page.headers["x-content-type-options"] == "nosniff"
    for asset in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
        assert (await get(asset)).status_code == 200, asset


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/assets/css/base.css", "text/css; charset=utf-8"),
        ("/assets/js/rep.js", "text/javascript; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
    ],
)
async def test_an_asset_is_known_again(path: str, type_: str) -> None:
    first = await get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, type_)
    assert first.headers["cache-control"] == "no-cache"
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        again = await get(path, **{"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await get(path, **{"if-none-match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/assets/rep.html", "/assets/../gateway/pages.py", "/assets/%2e%2e/settings.py", "/assets/"],
)
async def test_nothing_else_is_served(path: str) -> None:
    refused = await get(path)
    assert refused.status_code == 404


def test_each_import_of_a_script_is_there() -> None:
    for script in SCRIPTS:
        for wanted in re.findall(r"from '([^']+)'", script.read_text()):
            assert (script.parent / wanted).is_file(), f"{script.name} imports {wanted}"


def test_both_languages_say_the_same_things() -> None:
    for kind in ("", "board_"):
        english = KEY.findall((PAGES / f"words/{kind}en.js").read_text())
        chinese = KEY.findall((PAGES / f"words/{kind}zh.js").read_text())
        assert english == chinese
        assert len(english) == len(set(english))


def test_what_is_said_has_its_words() -> None:
    known = set()
    for name in ("en", "board_en"):
        known |= set(KEY.findall((PAGES / f"words/{name}.js").read_text()))
    for script in SCRIPTS:
        for key in re.findall(r"\bt\('([\w.\-]+)'", script.read_text()):
            assert key in known, f"{script.name} says {key}"


def test_no_script_makes_markup_of_text() -> None:
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?://"
    )
    for script in SCRIPTS:
        assert not banned.search(script.read_text()), script.name
    for path in FILES:
        assert path.read_text().count("\n") <= LINES_MAX, path.name

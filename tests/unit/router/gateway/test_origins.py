"""Whose pages may change something, and what links begin with."""

import pytest
from starlette.requests import Request

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.origins import check_origin, link_origin
from hotlead.router.settings import Settings, read_settings

PUBLIC = Settings(public_url="https://Leads.example.com/")


def request(origin: str | None, host: str = "10.0.0.7:8080", method: str = "POST") -> Request:
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return Request({"type": "http", "method": method, "headers": headers})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "10.0.0.7:8080"),
        ("http://10.0.0.7:8080", "10.0.0.7:8080"),
        # TLS ends before the gateway, and the proxy keeps the host or not.
        ("https://leads.example.com", "leads.example.com"),
        ("https://leads.example.com", "10.0.0.7:8080"),
        ("https://LEADS.example.com", "gateway"),
    ],
)
def test_its_own_pages_may(origin: str | None, host: str) -> None:
    check_origin(request(origin, host), PUBLIC)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "https://leads.example.com.evil.example.com",
        "http://leads.example.com",
        "http://10.0.0.7",
        "http://10.0.0.7:8081",
        "null",
        "",
        "10.0.0.7:8080",
        "http://[",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_others_may_not(origin: str, method: str) -> None:
    with pytest.raises(RequestRefused, match="HOTLEAD_PUBLIC_URL") as refused:
        check_origin(request(origin, method=method), PUBLIC)
    assert (refused.value.status, refused.value.code) == (403, "other_origin")
    assert "evil" not in str(refused.value)
    check_origin(request(origin, method="GET"), PUBLIC)


def test_without_a_host_nobody_is_the_same() -> None:
    with pytest.raises(RequestRefused):
        check_origin(request("", ""), Settings())


def test_links_begin_with_what_is_set_or_asked_for_and_no_header() -> None:
    assert link_origin(PUBLIC, "http://evil.example.com") == "https://leads.example.com"
    own = Settings(port=8090)
    assert link_origin(own, "https://asked.example.com") == "https://asked.example.com"
    assert link_origin(own, None) == "http://127.0.0.1:8090"


def test_an_empty_address_is_none() -> None:
    assert read_settings({"HOTLEAD_PUBLIC_URL": ""}).public_origin == ""

"""A subscription points to a push service that is set, and to nothing else."""

import pytest

from hotlead.router.push.endpoints import allowed, origin_of

SERVICES = ("https://fcm.googleapis.com", "https://*.push.apple.com", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def-_",
        "https://FCM.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:443/x",
        "https://web.push.apple.com/Q1",
        "https://eu.web.push.apple.com/Q1?a=b",
        "http://127.0.0.1:9000/s/1",
    ],
)
def test_what_lies_at_a_service_is_allowed(endpoint: str) -> None:
    assert allowed(endpoint, SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "http://fcm.googleapis.com:443/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/https://fcm.googleapis.com/",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x#part",
        "https://push.apple.com/x",
        "https://evilpush.apple.com/x",
        "https://.push.apple.com/x",
        "https://fcm.googleapis.com./x",
        "https://fcm。googleapis.com/x",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/\nHost:x",
        "https://fcm.googleapis.com:99999/x",
        "http://127.0.0.1:9001/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://",
        "",
    ],
)
def test_all_else_is_not(endpoint: str) -> None:
    assert not allowed(endpoint, SERVICES)


def test_no_service_allows_nothing() -> None:
    assert not allowed("https://fcm.googleapis.com/x", ())


def test_an_origin_names_its_port_only_when_it_is_another() -> None:
    assert origin_of("https://Fcm.Googleapis.com:443/a?b") == "https://fcm.googleapis.com"
    assert origin_of("http://127.0.0.1:9000/a") == "http://127.0.0.1:9000"
    assert origin_of("https://[::1]:9/a") == "https://[::1]:9"
    with pytest.raises(ValueError, match="https://host/path"):
        origin_of("nonsense")

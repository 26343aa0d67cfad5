"""Tokens, codes, and what the gateway refuses to expose."""

import contextlib

import pytest

from hotlead.router.clock import real_ms
from hotlead.router.errors import BadCode, BadSetting
from hotlead.router.gateway import sessions
from hotlead.router.gateway.sessions import (
    CODE_S,
    SESSION_S,
    Sessions,
    SourceTokens,
    check_exposure,
    is_loopback,
)
from hotlead.router.settings import Settings

SECRET = "a secret of sixteen"
TOKEN = "sixteen-or-longer"


def test_a_token_holds_who_it_is() -> None:
    token, opened = Sessions(SECRET).open("rep", "main", "kim")
    read = Sessions(SECRET).read(token)
    assert read == opened
    assert (read.role, read.tenant, read.id) == ("rep", "main", "kim")


def test_one_token_has_one_mark_however_it_is_spelt() -> None:
    sessions_ = Sessions(SECRET)
    token, opened = sessions_.open("rep", "main", "kim")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelt = [token[:-1] + sign for sign in alphabet]
    read = {}
    for text in spelt:
        with contextlib.suppress(BadCode):
            read[text] = sessions_.read(text).mark
    assert len(read) > 1  # base64 has bits to spare at its end
    assert set(read.values()) == {opened.mark}
    assert sessions_.open("rep", "main", "kim")[1].mark != opened.mark


def test_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    token, opened = Sessions(SECRET).open("rep", "main", "kim")
    monkeypatch.setattr(sessions, "real_ms", lambda: opened.issued_ms + SESSION_S * 1000)
    with pytest.raises(BadCode, match="expired"):
        Sessions(SECRET).read(token)


def test_a_forged_one_is_none() -> None:
    token, _ = Sessions(SECRET).open("rep", "main", "kim")
    code = Sessions(SECRET).login_code("supervisor", "main", "kim")
    for forged in ("", "x", token[:-1], token + "x", code):
        with pytest.raises(BadCode):
            Sessions(SECRET).read(forged)
    with pytest.raises(BadCode):
        Sessions("another secret of ours").read(token)


def test_a_code_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    now = real_ms()
    code = Sessions(SECRET).login_code("rep", "main", "kim")
    monkeypatch.setattr(sessions, "real_ms", lambda: now + CODE_S * 1000 + 60_000)
    with pytest.raises(BadCode, match="expired"):
        Sessions(SECRET).read_code(code)


def test_tokens_of_sources() -> None:
    tokens = SourceTokens(Settings(tokens=(f"web-form={TOKEN}", f"signals={TOKEN}")))
    assert tokens.needed
    assert tokens.sources(TOKEN) == {"web-form", "signals"}
    assert tokens.sources("guessed") == frozenset()
    assert tokens.sources(None) == frozenset()
    assert not SourceTokens(Settings()).needed


@pytest.mark.parametrize("pair", [f"fax={TOKEN}", "web-form=short", "web-form", f"={TOKEN}"])
def test_a_wrong_pair_is_named_without_its_token(pair: str) -> None:
    with pytest.raises(BadSetting, match="HOTLEAD_TOKENS") as told:
        SourceTokens(Settings(tokens=(pair,)))
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("::", False),
        ("10.0.0.1", False),
        ("gateway", False),
        ("", False),
    ],
)
def test_what_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_without_secrets_only_this_machine_is_served() -> None:
    own = {"secret": "s" * 16, "identity_key": "k" * 16}
    check_exposure(Settings(secret=own["secret"]))
    # A proxy on this machine may lead others to it.
    with pytest.raises(BadSetting, match="HOTLEAD_SECRET is the public default"):
        check_exposure(Settings())
    with pytest.raises(BadSetting, match="HOTLEAD_TOKENS"):
        check_exposure(Settings(host="10.0.0.1", **own))
    with pytest.raises(BadSetting, match="HOTLEAD_SECRET"):
        check_exposure(Settings(host="10.0.0.1", tokens=(f"all={TOKEN}",)))
    check_exposure(Settings(host="10.0.0.1", tokens=(f"all={TOKEN}",), **own))

"""What differs between two policies, by the place in the document."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from hotlead.router.policy.document import Policy

KEYS: Final = ("id", "code", "name")
"""By which an entry of a list is known again, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place, as it was and as it is; None where there was nothing, or is nothing any more."""

    path: str
    old: object
    new: object


def document(policy: Policy, *, secrets: bool) -> dict[str, Any]:
    """The policy as plain values, defaults written out, whole numbers without a point.

    A channel's URL holds its secret. Without `secrets` there is in its place where it leads and a
    mark by which another one is told from it; a policy that is checked refuses that, so nobody
    publishes it by mistake.
    """
    plain: dict[str, Any] = _whole(policy.model_dump(mode="json", exclude_none=True))
    if not secrets:
        for person in (*plain["supervisors"], *plain["duty_managers"], *plain["reps"]):
            for channel in person["channels"]:
                channel["url"] = _hidden(channel["kind"], channel["url"])
    return plain


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _hidden(kind: str, url: str) -> str:
    parts = urlsplit(url)
    # Of a vendor's URL already the host may be the key.
    where = parts.hostname if kind == "webhook" else parts.scheme
    return f"hidden: {where}, {sha256(url.encode()).hexdigest()[:8]}"


def changes(old: Policy, new: Policy, *, secrets: bool = False) -> list[Change]:
    """Every place that differs, in the order of the documents; the version is none of them."""
    found = _differences("", document(old, secrets=secrets), document(new, secrets=secrets))
    return [one for one in found if one.path != "version"]


def _differences(path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _by_key(path, old, new, "{path}.{key}" if path else "{key}")
        if path == "pools" and (order := _order(old, new)):
            # The first pool takes what matches none.
            yield Change("pools (order)", *order)
        return
    was, now = _named(old), _named(new)
    if was is not None and now is not None:
        yield from _by_key(path, was, now, "{path}[{key}]")
        if order := _order(was, now):
            yield Change(f"{path} (order)", *order)
        return
    if old != new:
        yield Change(path, old, new)


def _by_key(path: str, old: dict[str, Any], new: dict[str, Any], form: str) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        below = form.format(path=path, key=key)
        if key not in old or key not in new:
            yield Change(below, old.get(key), new.get(key))
        else:
            yield from _differences(below, old[key], new[key])


def _order(old: dict[str, Any], new: dict[str, Any]) -> tuple[list[str], list[str]] | None:
    """Both orders, where those that both have stand otherwise."""
    both = [key for key in old if key in new], [key for key in new if key in old]
    return None if both[0] == both[1] else (list(old), list(new))


def _named(value: Any) -> dict[str, Any] | None:
    """A list of entries by their names, or by their places where they have none."""
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return None
    for key in KEYS:
        names = [one.get(key) for one in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return {str(at): one for at, one in enumerate(value)}

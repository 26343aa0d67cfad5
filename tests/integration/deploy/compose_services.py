"""Services of docker-compose.yml as processes: the same commands and environment, elsewhere."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
_PLACEHOLDER = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


class Services:
    """The file, with the placeholders filled and every `host:port` of it put elsewhere."""

    def __init__(self, env: Mapping[str, str], addresses: Mapping[str, str]) -> None:
        text = _PLACEHOLDER.sub(lambda found: _filled(found, env), _text())
        self._services: dict[str, Any] = yaml.safe_load(text)["services"]
        self._addresses = addresses

    def arguments(self, name: str) -> list[str]:
        """What the image's entrypoint, `hotlead`, is given."""
        return [str(part) for part in self._services[name]["command"]]

    def environment(self, name: str, ports: Mapping[str, int]) -> dict[str, str]:
        """Its environment; `ports` replaces the values of those variables."""
        given = {key: str(value) for key, value in self._services[name]["environment"].items()}
        moved = {key: self.moved(value) for key, value in given.items()}
        assert ports.keys() <= moved.keys()
        return moved | {key: str(port) for key, port in ports.items()}

    def moved(self, text: str) -> str:
        """The text with other addresses."""
        for there, here in self._addresses.items():
            text = text.replace(there, here)
        return text


def _text() -> str:
    return (ROOT / "docker-compose.yml").read_text()


def _filled(found: re.Match[str], env: Mapping[str, str]) -> str:
    name, kind, rest = found.groups()
    if env.get(name):
        return env[name]
    assert kind == "-", f"{name} is required: {rest}"
    return str(rest)

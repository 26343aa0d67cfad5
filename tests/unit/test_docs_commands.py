"""Commands in the documents: each parses, each target is there, each body and snippet is good."""

import asyncio
import json
import re
import shlex
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import aiokafka
import click
import pytest

from hotlead.router.cli import main_group
from hotlead.router.gateway.calls import calls
from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.topics.captures import Capture
from tests.formula import heat, profile, score
from tests.unit.test_docs import PAGES, ROOT

READMES: Final = ("README.md", "README.zh-CN.md")
GATEWAY: Final = "http://127.0.0.1:8080"
# Named by an example, and looked for when the command is parsed.
FILES: Final = ("calls.csv", "leads.xlsx", "examples/spring.yaml")
STATEMENT: Final = re.compile(r"[;|&]+|\$\(|\)")
ASSIGNMENT: Final = re.compile(r"^\w+=\S*\s+")


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def shell_blocks(page: Path) -> str:
    """All shell of a page, fenced or indented, a command a line."""
    content = page.read_text("utf-8")
    fenced = re.findall(r"^```sh\n(.*?)^```", content, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", content, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"(?:^|\n\n)((?: {4}[^ |].*\n)+)", prose)
    return "\n".join([*fenced, *indented]).replace("\\\n", " ")


def hotlead_lines(page: Path) -> list[list[str]]:
    """The arguments of each `hotlead …` in a shell block."""
    found = []
    for line in shell_blocks(page).splitlines():
        for part in STATEMENT.split(re.sub(r"(^|\s)#.*", "", line)):
            command = part.strip()
            while ASSIGNMENT.match(command):
                command = ASSIGNMENT.sub("", command, count=1)
            words = shlex.split(command) if re.match(r"\S*hotlead\s", command) else []
            if words and words[0] in {"hotlead", ".venv/bin/hotlead"}:
                found.append(words[1:])
    return found


def parse(arguments: list[str]) -> None:
    """As the command line would, up to the call. Raises click.ClickException."""
    group: click.Command = main_group
    with click.Context(group) as context:
        while isinstance(group, click.Group):
            alone = not arguments or arguments[0].startswith("-")
            if alone and group.invoke_without_command:
                break
            if not arguments:
                raise click.UsageError(f"{group.name} needs a command")
            name, found, arguments = group.resolve_command(context, arguments)
            assert found is not None, name
            group = found
        group.make_context(group.name, arguments)


def curls(page: Path) -> Iterator[tuple[str, str, str | None]]:
    """Method, path and body of each curl to the gateway."""
    for line in shell_blocks(page).splitlines():
        if not re.match(r"\s*curl\s", line):
            continue
        words = shlex.split(line)
        body = words[words.index("-d") + 1] if "-d" in words else None
        method = words[words.index("-X") + 1] if "-X" in words else "POST" if body else "GET"
        url = next(word for word in words if word.startswith("http"))
        yield method, urlsplit(url).path, body


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_a_body_is_sent_as_json(page: Path) -> None:
    text = shell_blocks(page)
    bodies = re.findall(r"curl .*?-d ", text)
    assert [one for one in bodies if "-H 'Content-Type: application/json'" not in one] == []


def pythons(page: str) -> list[str]:
    content = (ROOT / page).read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", content, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_hotlead_line_parses(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for arguments in hotlead_lines(page):
        parse(list(arguments))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_no_line_leaves_a_session_behind(page: Path) -> None:
    assert re.findall(r"curl.* (?:-[a-zA-Z]*[cbj]|--cookie\S*) .*", shell_blocks(page)) == []


def test_the_readme_has_the_commands_of_the_first_hour() -> None:
    for page in READMES:
        commands = [words[0] for words in hotlead_lines(ROOT / page)]
        assert {"up", "doctor", "replay", "worker", "gateway", "audit"} <= set(commands)


def test_a_command_that_is_not_there_is_found_out() -> None:
    for arguments in (["nothing"], ["up", "--no-such"], ["topics"], ["replay", "calls.csv"]):
        with pytest.raises(click.ClickException):
            parse(arguments)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_command_that_is_named_is_there(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for named in re.findall(r"`hotlead ([a-z][^`\n]*)`", prose):
        words = named.split()
        with click.Context(main_group) as context:
            command = main_group.get_command(context, words.pop(0))
            while isinstance(command, click.Group) and words:
                command = command.get_command(context, words.pop(0))
        assert command is not None, named
        options = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("-")} <= options, named


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_make_target_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    inline = re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))
    lines = re.findall(r"(?:^|&& ) *make ([a-z-]+)", shell_blocks(page), re.MULTILINE)
    assert {*inline, *lines} <= targets


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_curl_is_a_call_with_a_good_body(page: Path) -> None:
    for method, path, body in curls(page):
        fitting = [
            call.described
            for call in calls()
            if call.described.method == method
            and re.fullmatch(re.sub(r"{\w+}", "[^/]+", call.described.path), path)
        ]
        assert len(fitting) == 1, f"{method} {path}"
        if body is not None:
            model = fitting[0].body
            assert model is not None, f"{method} {path} takes no body"
            model.model_validate_json(body)


@pytest.mark.parametrize("page", READMES)
def test_images_are_there(page: str) -> None:
    images = re.findall(r'<img src="([^"]+)" alt="[^"]+"', (ROOT / page).read_text("utf-8"))
    assert len(images) == 2
    assert all((ROOT / image).is_file() for image in images)


@pytest.mark.parametrize("page", ["docs/getting-started.md", *READMES])
def test_the_recipe_for_a_hot_lead_makes_one(page: str) -> None:
    sent = [json.loads(body) for _, _, body in curls(ROOT / page) if body and "$now" in body]
    captures = [one for one in sent if "contact" in one]
    assert len(captures) == 1
    visitor = captures[0]["visitor_id"]
    signals = [
        (one["kind"], one.get("value", 1))
        for one in sent
        if "kind" in one and one["visitor_id"] == visitor
    ]
    rules = DEFAULT_POLICY.scoring
    found = score(rules, profile(rules, captures[0]["attributes"]), heat(rules, signals))
    assert found == pytest.approx(83.5)
    assert found > DEFAULT_POLICY.pools["main"].hot


def test_both_readmes_send_the_same() -> None:
    english, chinese = (list(curls(ROOT / page)) for page in READMES)
    assert english == chinese
    parts = [
        re.findall(r"^## ", (ROOT / page).read_text("utf-8"), re.MULTILINE) for page in READMES
    ]
    assert len(parts[0]) == len(parts[1])


@pytest.mark.parametrize("page", READMES)
def test_the_python_of_the_readme_posts_a_capture(page: str) -> None:
    sent: list[tuple[str, bytes]] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent.append((self.path, self.rfile.read(length)))
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        snippet = pythons(page)[0]
        assert GATEWAY in snippet
        exec(snippet.replace(GATEWAY, f"http://127.0.0.1:{server.server_port}"), {})  # noqa: S102
        thread.join(10)
    [(path, body)] = sent
    assert path == "/v1/captures/web-form"
    Capture.model_validate_json(body)


@pytest.mark.parametrize("page", READMES)
def test_the_python_of_the_readme_publishes_a_capture(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, bytes]] = []

    class Producer:
        def __init__(self, *, bootstrap_servers: str, acks: str) -> None:
            assert (bootstrap_servers, acks) == ("127.0.0.1:9092", "all")

        async def __aenter__(self) -> "Producer":
            return self

        async def __aexit__(self, *_error: object) -> None:
            await asyncio.sleep(0)

        async def send_and_wait(self, topic: str, value: bytes) -> None:
            sent.append((topic, value))

    monkeypatch.setattr(aiokafka, "AIOKafkaProducer", Producer)
    monkeypatch.setenv("HOTLEAD_KAFKA", "127.0.0.1:9092")
    exec(pythons(page)[1], {})  # noqa: S102
    [(topic, value)] = sent
    assert topic == "hotlead.capture.web-form"
    assert json.loads(value)["event_id"] == Capture.model_validate_json(value).event_id


def test_no_page_is_an_orphan() -> None:
    chinese = {one.name for one in (ROOT / "docs" / "zh").glob("*.md")}
    for page in READMES:
        linked = set(re.findall(r"\]\((docs/[^)#\s]+)", (ROOT / page).read_text("utf-8")))
        own = {f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md")}
        if page == "README.zh-CN.md":
            own = {
                path.replace("docs/", "docs/zh/") if Path(path).name in chinese else path
                for path in own
            }
        assert own <= linked


def test_the_readmes_name_every_kind_of_test() -> None:
    kinds = {one.name for one in (ROOT / "tests").iterdir() if any(one.rglob("test_*.py"))}
    for page in READMES:
        row = next(
            line for line in (ROOT / page).read_text("utf-8").splitlines() if "](tests) |" in line
        )
        assert set(re.findall(r"`(\w+)`", row)) == kinds

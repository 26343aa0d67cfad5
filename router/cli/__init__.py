"""The command line, `hotlead`. Each command is a file here, loaded when it is asked for."""

import importlib
import logging
import sys
from typing import Final

import click

from hotlead.router.errors import HotleadError

STOPPED: Final = 130
"""What a shell calls the exit code of a program that Ctrl-C ended."""


class Commands(click.Group):
    """A group whose commands are loaded when they run: name to (module:object, what it does)."""

    def __init__(self, name: str, known: dict[str, tuple[str, str]], text: str) -> None:
        super().__init__(name, help=text, context_settings={"help_option_names": ["-h", "--help"]})
        self.known = known

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are listed."""
        return list(self.known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Loads one command."""
        if cmd_name not in self.known:
            return None
        # Not for help alone, which is to come at once: it brings Kafka's client.
        importlib.import_module("hotlead.router.kafka.grown_batches").bound_batches()
        module, _, name = self.known[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help text, without loading any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in self.known.items()])


def _group(name: str, known: dict[str, tuple[str, str]], text: str) -> Commands:
    """A group; places without a module are in this file."""
    below = {
        command: (f"hotlead.router.cli{place}", what) for command, (place, what) in known.items()
    }
    return Commands(name, below, text)


topics_group = _group(
    "topics",
    {"apply": (".topics:apply", "Make the Kafka topics, and check those that are there.")},
    "The Kafka topics of this installation.",
)
policy_group = _group(
    "policy",
    {
        "check": (
            ".policy:check",
            "Check a policy document: every error in it, and what is hardly meant.",
        ),
        "publish": (".policy:publish", "Publish a policy and put it into force."),
        "list": (
            ".policy_versions:list_",
            "List the published versions, newest first, and where each is in force.",
        ),
        "show": (
            ".policy_versions:show",
            "Show a version as YAML, the one published last without VERSION.",
        ),
        "diff": (
            ".policy_versions:diff",
            "Show what differs between two policies, files or published versions.",
        ),
    },
    "Policies: weights, points, pools and ladders.",
)
dead_letters_group = _group(
    "dead-letters",
    {
        "list": (".dead_letters:list_", "List what could not be processed, with the reason."),
        "show": (
            ".dead_letters:show",
            "Show one: where it came from, the reason, what became of it.",
        ),
        "replay": (
            ".dead_letters_replay:replay_",
            "Send letters back to where they came from, each at most once.",
        ),
    },
    "What could not be processed.",
)
main_group = _group(
    "hotlead",
    {
        "up": (".up:up", "Run everything: Kafka, Redis, topics, worker and gateway."),
        "demo": (".demo:demo", "Play a furniture brand's working day, faster than real time."),
        "worker": (".worker:worker", "Run a worker: it takes in leads and serves shards."),
        "gateway": (".gateway:gateway", "Run the HTTP gateway."),
        "openapi": (".openapi:openapi", "Print the HTTP interface as an OpenAPI document."),
        "topics": (":topics_group", "The Kafka topics of this installation."),
        "policy": (":policy_group", "Policies: weights, points, pools and ladders."),
        "login-code": (".login_code:login_code", "Make a code with which a rep logs in once."),
        "explain": (
            ".explain:explain",
            "Tell why a lead has its score and its rep.",
        ),
        "dead-letters": (":dead_letters_group", "What could not be processed."),
        "audit": (".audit:audit", "Check the invariants against Redis and the journal."),
        "rebuild": (
            ".rebuild:rebuild",
            "Make the state in Redis anew: newest snapshot, journal behind it, contacts.",
        ),
        "kpis": (".kpis:kpis", "Show the KPIs of a range, each as docs/kpis.md defines it."),
        "doctor": (".doctor:doctor", "Look for what is wrong, and say how to mend it."),
        "replay": (".replay:replay", "Feed a file of past leads or calls through the streams."),
    },
    "A streaming real-time lead router. Settings come from HOTLEAD_* in the environment.",
)
click.version_option(package_name="hotlead", message="hotlead %(version)s")(main_group)


def main() -> None:
    """Runs the command line: an error of ours is its text and exit code 1, never a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # What Kafka's client cannot do comes back as an error of ours; its own lines only repeat it.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        code = main_group.main(arguments, prog_name="hotlead", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except HotleadError as error:
        click.echo(f"hotlead: {error}", err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped", err=True)
        return STOPPED
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing more may be written to it.
        sys.stdout = None
        return 0
    return code if isinstance(code, int) else 0

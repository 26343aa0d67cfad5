"""Every error of ours: one tree, each with its meaning. Its text says what to do about it."""


class HotleadError(Exception):
    """Base of all; the command line prints its text, without a traceback, and exits 1."""


class EmbeddedError(HotleadError):
    """A broker or store that we start ourselves could not be had."""


class BinaryMissing(EmbeddedError):
    """The program, its jars or its wheel is not on this machine."""


class PortInUse(EmbeddedError):
    """Another process listens on the port that was asked for."""


class StartFailed(EmbeddedError):
    """The child exited, or was not ready within its deadline; the text ends with its log."""


class StoreError(HotleadError):
    """Redis did not do what the shard's state depends on."""


class StoreRestarted(StoreError):
    """Another Redis process answers than the one the shard was opened under: open it anew."""


class ShardLost(StoreError):
    """A newer owner has the shard, or its chain went on without us: stop and open it anew."""


class StoreBehind(StoreError):
    """Redis holds an older position than the owner has seen: read what lies between and go on."""


class ScriptFailed(StoreError):
    """A script ended with an error; the text names the script and Redis's message.

    What it wrote before stands, so the shard is rebuilt. `position` is that of the inbox record,
    `timer` the timer's name in `deadlines`.
    """

    position: int | None = None
    timer: str | None = None


class BadPart(StoreError):
    """A Lua file uses a part that comes later, or that there is not: its own text names both."""


class AggregatesClash(HotleadError):
    """Two aggregates have a key, event, change, timer or Lua file of one name; its text says it."""


class CallUnfit(HotleadError):
    """An aggregate's call names a role, or something to show, that the gateway does not know."""


class Unsendable(StoreError):
    """What was made of an input cannot be written as JSON: nothing was sent to Redis.

    `position` and `timer` are as those of ScriptFailed.
    """

    position: int | None = None
    timer: str | None = None


class LogError(HotleadError):
    """Kafka's log is not what the shard's state belongs to."""


class OtherLog(LogError):
    """The state belongs to another Kafka log of the same name: a journal or an inbox made anew."""


class LogTruncated(LogError):
    """The inbox ends before the position that the journal has already passed."""


class NewerRecord(LogError):
    """A newer hotlead wrote it. Nothing is skipped: whoever reads there stops until one that knows
    its version does. `version` is the record's.
    """

    def __init__(self, where: str, version: int, known: int) -> None:
        super().__init__(
            f"{where} is of version {version}, and this hotlead knows {known}: start the one that"
            " wrote it, or a newer one"
        )
        self.version = version


class ChainBroken(LogError):
    """The journal cannot be folded: an entry does not follow the one before it."""


class SnapshotUnusable(LogError):
    """A recovery may not begin with this snapshot; it takes the one before, or the log's start."""


class SnapshotAbandoned(HotleadError):
    """A snapshot could not be finished; the state is untouched, and another one is tried later."""


class BadSetting(HotleadError):
    """An environment variable has a value that cannot be; the text names it."""


class KafkaUnreachable(HotleadError):
    """No broker answers at the address that was given."""


class TopicMissing(HotleadError):
    """A topic is not there: `hotlead topics apply` makes it."""


class BadPolicy(HotleadError):
    """A policy document cannot be used; the text names each field and how to mend it."""


class UnknownPolicy(HotleadError):
    """No such version is published, or it cannot be used."""


class PolicyTaken(HotleadError):
    """Another document is published under this version; a version never changes."""


class BadMap(HotleadError):
    """A replay's map or file cannot be read; the text names the place and the mend."""


class NotEmpty(HotleadError):
    """A replay was pointed at an installation that holds leads already."""


class LogDeleted(LogError):
    """Retention has removed records that were to be read; the text names the offset."""


class LogUnavailable(LogError):
    """Kafka did not answer in time; nothing is wrong with the log itself."""


class NoAnswer(HotleadError):
    """An action was not answered in time: whether it took place is unknown, ask again."""


class TopicRefused(HotleadError):
    """Kafka did not make or change a topic; the text holds its reason."""


class NotQuiet(HotleadError):
    """A shard changes too fast to be compared with its journal."""


class RequestRefused(HotleadError):
    """A request over HTTP cannot be served: its status, a code for programs, and the mend."""

    def __init__(self, status: int, code: str, message: str, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.more = more


class NoInstallation(HotleadError):
    """A command that needs an installation that is meant was given none."""


class NotRegistered(HotleadError):
    """A login code was asked for somebody who could do nothing with it."""


class GatewayUnreachable(HotleadError):
    """No gateway answers at the addresses that it may have."""


class GatewayRefused(HotleadError):
    """What answers is another gateway than the one that was meant, or did not do it."""


class BadCode(HotleadError):
    """A session token or login code is forged, expired or used up."""


class UnknownLead(HotleadError):
    """No lead of this id in the tenant."""


class UnknownLetter(HotleadError):
    """No dead letter at this offset of the dead-letter topic."""


class LetterTorn(HotleadError):
    """A part of a dead letter of several parts is not there, or not what was written."""


class ReplayStopped(HotleadError):
    """Dead letters could not be sent back further; the text tells how many were, and what to do."""


class RedisUnreachable(StoreError):
    """No Redis answers at the address that was given."""


class RedisUnfit(StoreError):
    """A Redis that may lose or refuse state: too old, evicting keys, or a replica."""


class TopicsDiffer(HotleadError):
    """Topics are there and are not what they must be; the text names the first."""


class AlreadyUp(HotleadError):
    """Another `hotlead up` runs in this directory."""


class BadSecrets(HotleadError):
    """The secrets kept below `.hotlead/` cannot be read."""


class PartEnded(HotleadError):
    """A process that `hotlead up` needs ended and does not stay up; the text ends with its log."""


class ReadStoreError(HotleadError):
    """The KPIs' read store cannot be used."""


class ReadStoreUnfit(ReadStoreError):
    """The file is not one of ours, or cannot be opened or written."""


class ReadStoreLost(ReadStoreError):
    """The file is damaged, gone or another one; it is made anew while the gateway runs."""


class ReadStoreBroken(ReadStoreError):
    """What the read store holds does not fit the journal."""

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

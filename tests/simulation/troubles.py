"""When something was broken: what comes late then is no breach."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Troubles:
    """Spans in which a rung may be late, in the world's ms."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None

    def begin(self, now: int) -> None:
        """From here on something is broken."""
        if self.since is None:
            self.since = now

    def end(self, now: int) -> None:
        """All is well again."""
        if self.since is not None:
            self.spans.append((self.since, now))
            self.since = None

    def meet(self, first: int, last: int) -> bool:
        """Whether any lay within [first, last]."""
        if self.since is not None and self.since <= last:
            return True
        return any(a <= last and b >= first for a, b in reversed(self.spans))

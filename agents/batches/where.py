"""What may be said of an error in a log."""

import traceback


def where(error: BaseException) -> str:
    """The kind of an error and where it came from, innermost first.

    Never its text: that of a validation or a Redis error may hold a payload.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__)[-4:])
    places = " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in frames)
    return f"{type(error).__qualname__} at {places}" if places else type(error).__qualname__

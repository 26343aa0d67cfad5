"""The dead-letter topic read: what lies there, what became of it, and how it goes back.

letters.py folds the topic, listing.py looks, way_back.py says where a letter goes, replay.py sends.
"""

from hotlead.router.dead_letters.letters import Fate, Letters, State
from hotlead.router.dead_letters.listing import (
    Filter,
    Found,
    Listing,
    fold,
    list_letters,
    read_letters,
    show_letter,
)

__all__ = [
    "Fate",
    "Filter",
    "Found",
    "Letters",
    "Listing",
    "State",
    "fold",
    "list_letters",
    "read_letters",
    "show_letter",
]

"""Items of the press in groups: reprints of one text, items of one story, and why."""

from loa.stories.facts import Item
from loa.stories.grouper import Explained, Grouper, Placed
from loa.stories.hands import Act, Decision
from loa.stories.reasons import Reason, reason
from loa.stories.rebuilding import kept_names, rebuild

__all__ = [
    "Act",
    "Decision",
    "Explained",
    "Grouper",
    "Item",
    "Placed",
    "Reason",
    "kept_names",
    "reason",
    "rebuild",
]

"""Items of the press in groups: reprints of one text, items of one story, and why."""

from loa.stories.grouper import Explained, Grouper, Item, Placed
from loa.stories.hands import Act, Decision

__all__ = ["Act", "Decision", "Explained", "Grouper", "Item", "Placed"]

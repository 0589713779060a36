"""Publishers and sources, items in reprint groups and stories, counts and signals."""

from loa.press.models.counts import SavedCount, Signal
from loa.press.models.digests import DigestWish
from loa.press.models.intake import BulkImport, Page, Retag
from loa.press.models.items import Item, ReprintGroup, Story, StoryEdit
from loa.press.models.reasons import Reason
from loa.press.models.sources import Fetch, Host, Publisher, PublisherName, Source, TopicWord

__all__ = [
    "BulkImport",
    "DigestWish",
    "Fetch",
    "Host",
    "Item",
    "Page",
    "Publisher",
    "PublisherName",
    "Reason",
    "ReprintGroup",
    "Retag",
    "SavedCount",
    "Signal",
    "Source",
    "Story",
    "StoryEdit",
    "TopicWord",
]

"""Tables of the ledger, coarse to fine: the work, the rows of every delivery, and the marks others read."""

from loa.delivery.models.marks import FoldMark, Receipt, Tally
from loa.delivery.models.rows import Attempt, Delivery, Event
from loa.delivery.models.work import Chunk, Content, DatabaseNow, Dispatch, Pace, Target

__all__ = [
    "Attempt",
    "Chunk",
    "Content",
    "DatabaseNow",
    "Delivery",
    "Dispatch",
    "Event",
    "FoldMark",
    "Pace",
    "Receipt",
    "Tally",
    "Target",
]

"""Tables of the ledger, coarse to fine: the work, the rows of every delivery, and the marks others read."""

from loa.delivery.models.marks import Comparison, Difference, FoldMark, Receipt, Tally
from loa.delivery.models.rows import Attempt, Delivery, Event
from loa.delivery.models.work import Chunk, Content, DatabaseNow, Dispatch, Pace, Target

__all__ = [
    "Attempt",
    "Chunk",
    "Comparison",
    "Content",
    "DatabaseNow",
    "Delivery",
    "Difference",
    "Dispatch",
    "Event",
    "FoldMark",
    "Pace",
    "Receipt",
    "Tally",
    "Target",
]

"""What may be done to the ledger: open a dispatch, steer it, confirm a delivery."""

from loa.delivery.actions.confirm import confirm_delivery, note_called_off, record_receipts
from loa.delivery.actions.opening import open_dispatch, open_months
from loa.delivery.actions.steering import (
    cancel_dispatch,
    note_queue_paused,
    pause_dispatch,
    recount_dispatch,
    requeue_chunk,
    resume_dispatch,
    stop_dispatch,
    undo_dispatch,
)

__all__ = [
    "cancel_dispatch",
    "confirm_delivery",
    "note_called_off",
    "note_queue_paused",
    "open_dispatch",
    "open_months",
    "pause_dispatch",
    "record_receipts",
    "recount_dispatch",
    "requeue_chunk",
    "resume_dispatch",
    "stop_dispatch",
    "undo_dispatch",
]

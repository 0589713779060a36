"""What may be done to the ledger: open a dispatch, steer it, confirm a delivery, turn the switch."""

from loa.delivery.actions.confirm import confirm_delivery, record_receipts
from loa.delivery.actions.opening import open_dispatch, open_months
from loa.delivery.actions.steering import (
    cancel_dispatch,
    pause_dispatch,
    pause_queue,
    requeue_chunk,
    resume_dispatch,
    resume_queue,
    stop_dispatch,
    undo_dispatch,
)

__all__ = [
    "cancel_dispatch",
    "confirm_delivery",
    "open_dispatch",
    "open_months",
    "pause_dispatch",
    "pause_queue",
    "record_receipts",
    "requeue_chunk",
    "resume_dispatch",
    "resume_queue",
    "stop_dispatch",
    "undo_dispatch",
]

"""The room's loop in the worker: holds that end, set times that come, bulletins that expire."""

from __future__ import annotations

import logging
import threading

from django.db import OperationalError, close_old_connections

from loa.bulletins.actions import run_due_times, run_expiry

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds; a set time is met within it
EXPIRE_EVERY = 15  # looks


def run(stop: threading.Event) -> None:
    """Look for due bulletins every second until asked to stop."""
    looks = 0
    while not stop.wait(LOOK_EVERY):
        close_old_connections()
        try:
            done = run_due_times() + (run_expiry() if looks % EXPIRE_EVERY == 0 else 0)
        except OperationalError:
            log.warning("bulletins: the database does not answer; trying again")
            continue
        if done:
            log.info("bulletins: %s carried on", done)
        looks += 1

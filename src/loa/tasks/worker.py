"""The room's loop in the worker: what repeats, days that come and pass, and silence."""

from __future__ import annotations

import logging
import threading

from django.db import OperationalError, close_old_connections, connection

from loa.tasks.actions.repeating import run_occurrences
from loa.tasks.reminders import run_reminders, run_silence

LOOK_EVERY = 300.0  # seconds; days and nights pass, not minutes
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Remind every few minutes until told to stop; a database that is down is asked again at the next turn."""
    try:
        while not stop.wait(LOOK_EVERY):
            close_old_connections()
            try:
                made = run_occurrences()
                told = run_reminders() + run_silence()
            except OperationalError:
                log.warning("tasks: the database does not answer; trying again")
                continue
            if told or made:
                log.info("tasks: %s reminders, %s new occurrences", told, made)
    finally:
        connection.close()

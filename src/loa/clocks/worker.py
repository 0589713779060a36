"""Looks after running clocks: calls upwards when one ran out."""

from __future__ import annotations

import logging
import threading

from django.db import OperationalError, close_old_connections, connection

from loa.clocks.actions import run_escalations
from loa.lib import clock

EVERY = 5.0  # seconds
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Call upwards about late clocks until told to stop; a database that is down is asked again at the next turn."""
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                run_escalations(clock.now())
            except OperationalError:
                log.warning("clocks: the database does not answer; trying again")
            stop.wait(EVERY)
    finally:
        connection.close()

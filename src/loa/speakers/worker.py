"""Looks every fifteen seconds for what should have sounded and did not, so that it is seen within two minutes."""

from __future__ import annotations

import logging
import threading

from django.db import OperationalError, close_old_connections, connection

from loa.lib import clock
from loa.speakers.actions import ending

EVERY = 15.0  # seconds
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Look until told to stop; a database that is down is asked again at the next turn."""
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                ending.run_due(clock.now())
            except OperationalError:
                log.warning("speakers: the database does not answer; trying again")
            stop.wait(EVERY)
    finally:
        connection.close()

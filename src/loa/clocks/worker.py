"""Looks after running clocks: calls upwards when one ran out."""

from __future__ import annotations

import threading

from django.db import connection

from loa.clocks.actions import run_escalations
from loa.lib import clock

EVERY = 5.0  # seconds


def run(stop: threading.Event) -> None:
    """Call upwards about late clocks until told to stop."""
    try:
        while not stop.is_set():
            run_escalations(clock.now())
            stop.wait(EVERY)
    finally:
        connection.close()

"""The process beside the workers that listens to the press: fetches what is due, groups what came, judges habits.

Its three loops run in threads of their own; one that fails ends the process, and the supervisor starts it again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from django.db import OperationalError, close_old_connections, connection

from loa.feeds.tongues import language_of
from loa.lib import clock
from loa.press.actions import habits
from loa.press.intake.asking import Asker
from loa.press.intake.grouping import Grouping, give_lock, take_lock
from loa.press.intake.names import Names
from loa.press.intake.rounds import run_round

log = logging.getLogger(__name__)

IDLE: Final = 2.0  # seconds between looks when nothing was due
NAMES_AGE: Final = 300.0  # seconds after which lists of topics, areas and publishers are read anew
RENEW_EVERY: Final = 60.0
SAVE_EVERY: Final = 120.0
HABITS_EVERY: Final = 600.0
LOCK_EVERY: Final = 10.0


def language(title: str, text: str) -> str:
    """Return the language of an item, "" where nothing can be said."""
    return language_of(title, text).code


def run(stop: threading.Event) -> None:
    """Listen until told to stop; the database may come and go."""
    failed: list[BaseException] = []
    threads = [
        threading.Thread(target=_guarded, args=[loop, stop, failed], name=loop.__name__, daemon=True)
        for loop in (fetch, group, judge)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def fetch(stop: threading.Event) -> None:
    """Fetch round after round."""
    asker, names, read_at = Asker(), None, 0.0
    try:
        while not stop.is_set():
            now = clock.now().timestamp()
            if names is None or now - read_at > NAMES_AGE:
                names, read_at = Names(), now
            if not run_round(asker, names, language):
                stop.wait(IDLE)
    finally:
        asker.close()


def group(stop: threading.Event) -> None:
    """Put items into groups, as long as no other process does."""
    while not stop.is_set() and not take_lock():
        stop.wait(LOCK_EVERY)
    if stop.is_set():
        return
    grouping = Grouping.open()
    saved_at = renewed_at = clock.now()
    try:
        while not stop.is_set():
            if not grouping.round():
                stop.wait(IDLE)
            if (clock.now() - renewed_at).total_seconds() > RENEW_EVERY:
                grouping.renew()
                renewed_at = clock.now()
            if (clock.now() - saved_at).total_seconds() > SAVE_EVERY:
                grouping.save()
                saved_at = clock.now()
        grouping.save()  # not after a failure: what the database did not take in is read again
    finally:
        give_lock()


def judge(stop: threading.Event) -> None:
    """Judge the habits of all sources now and then, and let go of what is kept for ninety days only."""
    while not stop.is_set():
        habits.judge_sources(clock.now())
        habits.forget_fetches(clock.now())
        stop.wait(HABITS_EVERY)


def _guarded(
    loop: Callable[[threading.Event], None], stop: threading.Event, failed: list[BaseException]
) -> None:
    """Run a loop; a database that is down is asked again, any other failure ends all."""
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                loop(stop)
            except OperationalError:
                log.warning("press %s: the database does not answer; trying again", loop.__name__)
                stop.wait(IDLE)
    except BaseException as error:  # noqa: BLE001  it is raised again in the main thread
        failed.append(error)
        stop.set()
    finally:
        connection.close()

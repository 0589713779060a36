"""The programs behind the demo: a mail receiver, the product itself under its supervisor, simulated loudspeakers."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config import settings
from loa.ops import children, home, supervisor, web
from loa.ops.demo.place import Place
from loa.ops.errors import OpsError

PATIENCE = 180.0  # seconds for the database, the tables and the first page on a slow machine
_STOP = children.Manner("TERM:30")


@contextmanager
def receiver(place: Place) -> Iterator[int]:
    """Run the mail receiver and give its port; staff letters go there too."""
    port_file = place.home / "mail.port"
    port_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "loa.ops.demo.receiver", str(place.letters), str(port_file)]
    with (place.home / "mail.log").open("wb") as log:
        child = children.start("mail receiver", command, manner=_STOP, cwd=settings.ROOT, log=log)
        try:
            _wait(child, port_file.exists, "The mail receiver did not start", place.home / "mail.log")
            yield int(port_file.read_text())
        finally:
            child.stop(40)


@contextmanager
def product(place: Place, mail_port: int) -> Iterator[children.Child]:
    """Run `loa up` on the demo's copy until the block ends."""
    env = {**os.environ, "LOA_SMTP_URL": f"smtp://127.0.0.1:{mail_port}", "LOA_LOG_LEVEL": "WARNING"}
    place.log.parent.mkdir(exist_ok=True)
    with place.log.open("wb") as log:
        child = children.start(
            "loa up", [*supervisor.LOA, "up"], manner=_STOP, env=env, cwd=settings.ROOT, log=log
        )
    try:
        yield child
    finally:
        child.stop(60)


@contextmanager
def fleet(place: Place) -> Iterator[children.Child]:
    """Run the simulated loudspeakers until the block ends."""
    command = [sys.executable, "-m", "loa.ops.demo.fleet", str(place.devices)]
    with (place.home / "log" / "devices.log").open("wb") as log:
        child = children.start("loudspeakers", command, manner=_STOP, cwd=settings.ROOT, log=log)
    try:
        yield child
    finally:
        child.stop(40)


def wait_for_tables(child: children.Child, place: Place) -> None:
    """Wait until the database runs and all migrations are applied."""
    stamp = settings.HOME / "prepared"  # empty until the preparation has ended well

    def prepared() -> bool:
        return stamp.exists() and bool(stamp.read_text())

    _wait(child, prepared, "The database could not be prepared", place.log)


def wait_for_site(child: children.Child, place: Place) -> None:
    """Wait until the site answers; the worker starts right after it."""
    _wait(child, supervisor.web_answers, "The site did not answer", place.log)


def check_free(place: Place) -> None:
    """Refuse while another demo runs or somebody else holds the port.

    Raises: OpsError that says what to do.
    """
    if (place.home / "lock").exists():
        home.take_lock(lambda _text: None).release()
    web.check_port()


def _wait(child: children.Child, ready: Callable[[], bool], trouble: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if child.ended() is not None or time.monotonic() > until:
            raise OpsError(f"{trouble}; the end of {log} says why:\n{_tail(log)}")
        time.sleep(0.05)


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])

"""`loa index`: the one process of a host that writes its index."""

from __future__ import annotations

import signal
import threading

import click
from django.db import OperationalError

from loa.search import actions, indexing, places


@click.command()
@click.option(
    "--rebuild", is_flag=True, help="Drop the index and make it anew; the old one answers until then."
)
@click.option("--once", is_flag=True, help="Catch up with what was changed, then end.")
def index(rebuild: bool, once: bool) -> None:
    """Keep this host's search index with the database until stopped; `loa up` runs it.

    It follows every change within a second, goes on where it was after a kill, and makes the index anew by itself where
    it does not belong to this database. With --rebuild beside a running one, that one does the work.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if rebuild:
        actions.ask_for_rebuild()
    with places.only_writer() as mine:
        if not mine:
            if not rebuild:
                raise click.ClickException("another process keeps the index of this host; stop it first")
            click.echo("index: asked for a rebuild; the process that keeps the index does it now")
        elif once or rebuild:
            _once()
        else:
            _follow(stop)


def _follow(stop: threading.Event) -> None:
    """Follow until told to stop; when the database goes away, end: whoever keeps this process starts it again."""
    try:
        indexing.run(stop, click.echo)
    except OperationalError as error:
        raise click.ClickException(f"the database went away ({str(error).strip()})") from None


def _once() -> None:
    follower = indexing.Follower(click.echo)
    follower.start()
    follower.turn()
    click.echo(f"index: {follower.row.documents:,} documents")

"""Commands that run the product."""

from __future__ import annotations

import sys

import click

from loa.ops import cli, supervisor
from loa.ops import web as web_server


@click.command()
def up() -> None:
    """Run the database, apply migrations, then run web and worker until stopped.

    Ctrl-C or SIGTERM stops all of them in order. Whatever ends by itself is started again.
    """
    supervisor.Supervisor().run()


@click.command()
def web() -> None:
    """Run the web server alone; the database must answer."""
    web_server.run()


@click.command()
@click.option("--only", multiple=True, metavar="LOOP", help="Run just this loop; may be repeated.")
def worker(only: tuple[str, ...]) -> None:
    """Run the background loops alone; the database must answer."""
    cli.start_django()
    from loa.ops import worker as room  # noqa: PLC0415  needs the models that were just loaded

    if unknown := set(only) - set(room.LOOPS):
        raise click.BadParameter(f"no loop {', '.join(sorted(unknown))}; known: {', '.join(room.LOOPS)}")
    sys.exit(room.work(only))

"""Commands that run the product."""

from __future__ import annotations

import os
import sys

import click

from loa.ops import cli, supervisor
from loa.ops import web as web_server


@click.command()
@click.option("--dev", is_flag=True, help="Serve from the source tree, with LOA_DEBUG, reloading on change.")
def up(dev: bool) -> None:
    """Run the database, apply migrations, then run web and worker until stopped.

    Ctrl-C or SIGTERM stops all of them in order. Whatever ends by itself is started again.
    """
    if dev:
        os.environ["LOA_DEBUG"] = "yes"
    supervisor.Supervisor(web_command="web --dev" if dev else "web").run()


@click.command()
@click.option("--dev", is_flag=True, help="Serve from the source tree, reloading on change.")
def web(dev: bool) -> None:
    """Run the web server alone; the database must answer."""
    web_server.run_from_source() if dev else web_server.run()


@click.command()
@click.option("--only", multiple=True, metavar="LOOP", help="Run just this loop; may be repeated.")
def worker(only: tuple[str, ...]) -> None:
    """Run the background loops alone; the database must answer."""
    cli.start_django()
    from loa.ops import worker as room  # noqa: PLC0415  needs the models that were just loaded

    if unknown := set(only) - set(room.LOOPS):
        raise click.BadParameter(f"no loop {', '.join(sorted(unknown))}; known: {', '.join(room.LOOPS)}")
    sys.exit(room.work(only))

"""Commands that change or move the data."""

from __future__ import annotations

import sys

import click

from loa.ops import database, queue
from loa.ops import prepare as preparation


def say(text: str) -> None:
    """Print one line of progress on standard error."""
    click.echo(f"loa: {text}", err=True)


@click.command()
def prepare() -> None:
    """Bring tables and static files up to date; `loa up` calls this before it serves."""
    preparation.migrate(say)
    preparation.collect_static(say)


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something is pending.")
def migrate(check: bool) -> None:
    """Apply the pending migrations as the owner of the tables."""
    if check:
        pending = preparation.pending_migrations()
        click.echo("\n".join(pending) or "nothing is pending")
        sys.exit(1 if pending else 0)
    done = preparation.migrate(say)
    click.echo(f"{done} migrations applied" if done else "nothing is pending")


@click.group("queue")
def queue_group() -> None:
    """Pause, resume or show the queue of all workers on this database."""


@queue_group.command("pause")
@click.argument("reason")
def queue_pause(reason: str) -> None:
    """Stop all sending within seconds; REASON is shown wherever the pause is."""
    with database.connect() as connection:
        queue.pause(connection, reason)
    click.echo("paused")


@queue_group.command("resume")
def queue_resume() -> None:
    """Let the workers go on."""
    with database.connect() as connection:
        queue.resume(connection)
    click.echo("running")


@queue_group.command("show")
def queue_show() -> None:
    """Say whether the queue runs; exit with 1 when it is paused."""
    with database.connect() as connection:
        reason = queue.paused(connection)
    click.echo(f"paused: {reason}" if reason else "running")
    sys.exit(1 if reason else 0)

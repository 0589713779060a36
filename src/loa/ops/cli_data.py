"""Commands that change or move the data."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from django.conf import settings

from loa.delivery.actions import steering
from loa.journal.actions import SYSTEM
from loa.ops import backup as backups
from loa.ops import database, home, queue
from loa.ops import prepare as preparation
from loa.ops import restore as restores


def say(text: str) -> None:
    """Print one line of progress on standard error."""
    click.echo(f"loa: {text}", err=True)


@click.command()
def prepare() -> None:
    """Bring tables and static files up to date; `loa up` calls this before it serves."""
    digest = home.code_digest()
    home.note_prepared("")
    preparation.migrate(say)
    preparation.collect_static(say)
    home.note_prepared(digest)


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
    steering.note_queue_paused(actor=SYSTEM, reason=reason)
    click.echo("paused")


@queue_group.command("resume")
def queue_resume() -> None:
    """Let the workers go on."""
    with database.connect() as connection:
        queue.resume(connection)
    steering.note_queue_resumed(actor=SYSTEM)
    click.echo("running")


@queue_group.command("show")
def queue_show() -> None:
    """Say whether the queue runs; exit with 1 when it is paused."""
    with database.connect() as connection:
        reason = queue.paused(connection)
    click.echo(f"paused: {reason}" if reason else "running")
    sys.exit(1 if reason else 0)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write database and stored files into FILE, which only you can read.

    The keys are never in it: keep a copy of them elsewhere. The last line names the keys it needs.
    """
    manifest = backups.write(file.absolute(), say)
    click.echo(f"{file}: {file.stat().st_size / 2**20:.1f} MiB, {len(manifest.sha256) - 1} files")
    click.echo(f"needs the keys {', '.join(sorted(manifest.keys))} of {settings.KEYRING_FILE}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Fill this copy's empty database and files from FILE.

    The keys are checked before anything is changed. The queue starts paused: look at the copy with `loa up`,
    then run `loa queue resume`.
    """
    manifest = restores.read(file.absolute(), say)
    click.echo(f"restored the state of {manifest.made_at}; the queue is paused until `loa queue resume`")

"""The `loa` command: reads the table of commands and imports only the one that is called."""

from __future__ import annotations

import functools
import importlib
import logging
import os
import sys
from typing import Any

import click

from loa.lib.errors import DomainError
from loa.ops.commands import COMMANDS, Needs
from loa.ops.errors import OpsError


class Lazy(click.Group):
    """A group whose commands are named in a table and imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  given by click
        """Return the names in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  given by click
        """Import one command after making ready what it needs."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.needs is not Needs.NOTHING:
            start_django()
        module, _, name = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return _with_database(command) if entry.needs is Needs.DATABASE else command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  given by click
        """List names and summaries without importing anything."""
        rows = [(name, entry.summary) for name, entry in sorted(COMMANDS.items()) if not entry.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _with_database(command: click.Command) -> click.Command:
    """Have the database answer while the command runs; asking for its help starts nothing."""
    inner = command.callback
    assert inner

    @functools.wraps(inner)
    def outer(*args: Any, **options: Any) -> Any:
        database = importlib.import_module("loa.ops.database")
        click.get_current_context().with_resource(
            database.running(lambda text: click.echo(f"loa: {text}", err=True))
        )
        return inner(*args, **options)

    command.callback = outer
    return command


def start_django() -> None:
    """Load settings and models, once."""
    import django  # noqa: PLC0415  half a second that `--help` and file commands do not pay

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="loa", prog_name="loa")
def loa() -> None:
    """Run and look after a copy of Loa. Settings are environment variables: docs/operations/settings.md."""


def main() -> None:
    """Run one command; a refusal is one sentence on standard error and exit code 1."""
    logging.captureWarnings(capture=True)
    try:
        loa(prog_name="loa")
    except (OpsError, DomainError) as error:
        click.echo(f"loa: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""`loa documents`: work on files of official documents; starts neither Django nor a database."""

from __future__ import annotations

import click


@click.group()
def documents() -> None:
    """Read, check and exchange files of official documents."""

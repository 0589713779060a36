"""`loa units`: addresses in a file to the communes of today; starts neither Django nor a database."""

from __future__ import annotations

from pathlib import Path

import click

from loa.language.addresses import resolve_file
from loa.lib.jsonl import count_lines
from loa.lib.progress import progress

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def units() -> None:
    """Look up administrative units, as they were and as they are."""


@units.command()
@click.argument("source", type=_FILE)
@click.option(
    "--out", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write."
)
def resolve(source: Path, target: Path) -> None:
    """Resolve SOURCE, a .jsonl or .jsonl.gz file of {id, input}, into {id, commune_code, candidates, divided}.

    The input is an address as people type it, of before or after 1 July 2025; commune_code is that of the present
    commune, or null where several fit. A line that cannot be read is answered by an error entry; the file appears
    whole or not at all.
    """
    with progress("Tra địa chỉ", count_lines(source)) as work:
        count = resolve_file(source, target, step=work.step)
    click.echo(f"{count.lines} lines, {count.errors} that could not be read")

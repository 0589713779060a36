"""`loa mask`: hide names, numbers and addresses in a file of texts; starts neither Django nor a database."""

from __future__ import annotations

from pathlib import Path

import click

from loa.language.masking import mask_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("source", type=_FILE)
@click.option(
    "--out", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write."
)
def mask(source: Path, target: Path) -> None:
    """Mask SOURCE, a .jsonl or .jsonl.gz file of {id, text}, into {id, text, spans}.

    Spans are in characters of the text that was given. A line that cannot be read is answered by an error entry; the
    file appears whole or not at all.
    """
    count = mask_file(source, target)
    click.echo(f"{count.lines} lines, {count.errors} that could not be read")

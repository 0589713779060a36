"""`loa stories`: groups the items of a file into reprints and stories; starts neither Django nor a database."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from loa.stories.files import Engine, OneProcess, group_file


@click.group()
def stories() -> None:
    """Find reprints and stories among items of the press."""


@stories.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write."
)
@click.option(
    "--engine",
    type=click.Choice(["process", "dask"]),
    default="process",
    show_default=True,
    help="Read in this process, or in workers of Dask on all processors: the groups are the same.",
)
@click.option(
    "--before",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The OUT of an earlier run: stories keep the names they had there.",
)
def group(source: Path, target: Path, engine: str, before: Path | None) -> None:
    """Group SOURCE, a .jsonl or .jsonl.gz file of {id, title, text, published_at, source}, into {id, reprint_of, story}.

    Items of one reprint group name the one that stands for it; items of one story have the same story. The order of the
    lines plays no part. A line that cannot be read is answered by an error entry; the file appears whole or not at all.
    """
    with _started(engine) as reader:
        count = group_file(
            source, target, engine=reader, before=before, say=lambda text: click.echo(text, err=True)
        )
    click.echo(
        f"{count.lines} lines, {count.errors} that could not be read; {count.reprints} groups of reprints,"
        f" {count.stories} stories of two items and more"
    )


@contextmanager
def _started(engine: str) -> Iterator[Engine]:
    """Start an engine; Dask is loaded only when asked for, as it takes a second."""
    if engine == "process":
        yield OneProcess()
        return
    with importlib.import_module("loa.stories.cluster").local() as reader:
        yield reader

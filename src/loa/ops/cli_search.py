"""`loa search`: a file of queries asked of a file of documents; starts neither Django nor a database."""

from __future__ import annotations

from pathlib import Path

import click

from loa.finding.running import run_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def search() -> None:
    """Search texts: with and without marks, phrases, exclusions, numbers of documents."""


@search.command()
@click.argument("docs", type=_FILE)
@click.argument("queries", type=_FILE)
@click.option(
    "--out", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write."
)
def run(docs: Path, queries: Path, target: Path) -> None:
    """Ask QUERIES, a .jsonl or .jsonl.gz file of {id, q}, of DOCS, one of {id, title, text}.

    Writes {id, hits}: at most ten ids of documents, best first. Lines that cannot be read are counted; a query among
    them is answered by an error entry. The file appears whole or not at all.
    """
    ran = run_file(docs, queries, target)
    click.echo(
        f"{ran.documents.lines} documents, {ran.documents.errors} that could not be read;"
        f" {ran.queries.lines} queries, {ran.queries.errors} that could not be read"
    )

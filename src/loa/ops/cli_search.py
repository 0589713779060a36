"""`loa search`: the index of this host asked as the page asks it; a file of queries asked of a file of documents.

The file command starts neither Django nor a database.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from loa.finding.running import run_file
from loa.ops import cli

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _AskUnlessNamed(click.Group):
    """A group whose first word is a question unless it names a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `ask` before a question."""
        named = {*self.commands, *self.get_help_option_names(ctx)}
        if args and args[0] not in named:
            args = ["ask", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_AskUnlessNamed)
def search() -> None:
    """Search with and without marks, "phrases", -exclusions, numbers of documents: `loa search QUERY`.

    A first word that names a command below is that command; `loa search ask run` asks for "run".
    """


@search.command()
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--as", "login", metavar="LOGIN", help="Ask with the rights of this person; without it, the operator's."
)
@click.option("--kind", help="Only this kind, such as documents.document.")
@click.option("--json", "as_json", is_flag=True, help="Print one object: total, hits, facets.")
def ask(query: tuple[str, ...], login: str | None, kind: str | None, as_json: bool) -> None:
    """Ask the index of this host what the page /search/ asks it.

    With --as LOGIN (an e-mail address) it finds what that person may see, acting as the first post held today; without
    it everything, as the operator of this machine. Questions over the press are journalled either way.
    """
    cli.start_django()
    database = importlib.import_module("loa.ops.database")
    asking = importlib.import_module("loa.search.asking")
    click.get_current_context().with_resource(
        database.running(lambda text: click.echo(f"loa: {text}", err=True))
    )
    found = asking.answer(" ".join(query), login=login, kind=kind)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> Iterable[str]:
    more = "more than " if found["is_more"] else ""
    counted = f"{more}{found['total']} found"
    yield counted if found["total"] is not None else "not counted: the question names a person"
    for hit in found["hits"]:
        yield f"{hit['title']}\n  {hit['text']}\n  {hit['url']}"


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
    try:
        ran = run_file(docs, queries, target)
    except OSError as error:
        raise click.ClickException(f"{error.filename or target}: {error.strerror or error}") from error
    click.echo(
        f"{ran.documents.lines} documents, {ran.documents.errors} that could not be read;"
        f" {ran.queries.lines} queries, {ran.queries.errors} that could not be read"
    )

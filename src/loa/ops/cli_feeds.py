"""`loa feeds`: feed files read, however malformed; starts neither Django nor a database and asks no network."""

from __future__ import annotations

import json

import click

from loa.feeds.reading import Answer, answer_files


@click.group()
def feeds() -> None:
    """Read feeds: RSS, Atom, RDF, CDF, JSON Feed."""


@feeds.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def parse(files: tuple[str, ...], as_json: bool) -> None:
    """Read every FILE: the feed's title and its entries, each with link, title, times and a safe summary.

    Times are ISO 8601 with an offset; beside each stands how sure it is. Nothing outside the files is read. The exit
    code is 0 whatever is wrong with a file.
    """
    for answer in answer_files(files):
        told = json.dumps(answer, ensure_ascii=False) if as_json else _sheet(answer)
        click.echo(told.encode("utf-8", "backslashreplace"))


def _sheet(answer: Answer) -> str:
    lines = [f"{answer['file']}: {answer['title'] or '—'} ({len(answer['entries'])})"]
    lines += [f"  {answer[name]}" for name in ("error", "note") if answer[name]]
    lines += [
        f"  {entry['published'] or entry['updated'] or '—'}  {entry['title'] or entry['link']}"
        for entry in answer["entries"]
    ]
    return "\n".join(lines)

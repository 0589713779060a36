"""`loa feeds`: feed files read, however malformed; starts neither Django nor a database and asks no network."""

from __future__ import annotations

from pathlib import Path

import click

from loa.feeds.answers import line_of, write_answers
from loa.feeds.reading import Answer, answer_files


@click.group()
def feeds() -> None:
    """Read feeds: RSS, Atom, RDF, CDF, JSON Feed."""


@feeds.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the JSON lines there; each is written whole before the next file is read.",
)
@click.option("--resume", is_flag=True, help="Go on with OUT: files it answers are not read again.")
def parse(files: tuple[str, ...], as_json: bool, out: Path | None, resume: bool) -> None:
    """Read every FILE: the feed's title and its entries, each with link, title, times and a safe summary.

    Times are ISO 8601 with an offset; beside each stands how sure it is. Nothing outside the files is read. The exit
    code is 0 whatever is wrong with a file.

    It can be stopped at any moment: the same command with --resume keeps the whole lines of OUT, cuts off half a line
    and reads the files that are left.
    """
    if out is not None:
        try:
            write_answers(files, out, resume=resume)
        except OSError as error:
            raise click.ClickException(f"{error.filename or out}: {error.strerror or error}") from error
        return
    if resume:
        raise click.UsageError("--resume goes on with a file: name it with --out")
    for answer in answer_files(files):
        click.echo(line_of(answer) if as_json else _sheet(answer).encode("utf-8", "backslashreplace"))


def _sheet(answer: Answer) -> str:
    lines = [f"{answer['file']}: {answer['title'] or '—'} ({len(answer['entries'])})"]
    lines += [f"  {answer[name]}" for name in ("error", "note") if answer[name]]
    lines += [
        f"  {entry['published'] or entry['updated'] or '—'}  {entry['title'] or entry['link']}"
        for entry in answer["entries"]
    ]
    return "\n".join(lines)

"""`loa press`: items from files, sources from and to OPML, the listening process, groups made anew."""

from __future__ import annotations

import json
import signal
import threading
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from loa.feeds.outlines import write_outlines
from loa.feeds.reading import Reader
from loa.journal.actions import SYSTEM
from loa.lib.clock import HANOI
from loa.lib.progress import Work, progress
from loa.press.actions import sources as acts
from loa.press.actions import topic_words
from loa.press.actions.bulk import source_for_files
from loa.press.intake import grouping, importing, process, retagging
from loa.press.intake.lines import count_rows
from loa.press.models import Item
from loa.press.queries import sources as reads
from loa.press.rules.words import ImportState
from loa.press.source_errors import BadOutlines, UnreadableFile
from loa.units.models import Body

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def press() -> None:
    """Take in, list and group what the press publishes."""


@press.command("import")
@click.argument("file", type=_FILE)
@click.option(
    "--source", "number", type=click.IntRange(1, 2**63 - 1), help="Into which source, by its number."
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where refused rows go, with the reason.",
)
def import_file(file: Path, number: int | None, rejects: Path | None) -> None:
    """Bring in FILE: .jsonl or .csv (also .gz), or .xlsx, of any length.

    Rows hold {id, title, text, published_at, source} and may hold url and summary; heads may be Vietnamese. A row
    without a title, a date or both address and id is refused: FILE.rejects.jsonl says why. Ctrl-C stops after the
    batch under way; the same command goes on there. Bringing a file in twice changes nothing; a file that was
    mended anywhere is another one and is read from its beginning.
    """
    asked = _asked()
    source = source_for_files(number)
    with progress("Nhận dạng tệp (MB)", file.stat().st_size >> 20) as shown:
        work = importing.begin(file, source, _megabytes(shown))
    if work.state == ImportState.DONE:
        click.echo(
            f"this very file was brought in on {work.at.astimezone(HANOI):%Y-%m-%d %H:%M}; nothing to do"
        )
        return
    begun = work.lines
    with progress("Nhập tin", count_rows(file)) as shown:
        shown.step(begun) if begun else None

        def tell(told: importing.Told) -> None:
            shown.step(told.rows - told.rejected)
            shown.fail(told.rejected)

        target = rejects or file.with_name(f"{file.name}.rejects.jsonl")
        try:
            importing.run(work, file, target, process.language, tell=tell, stopped=asked.is_set)
        except (EOFError, zlib.error, OSError) as error:
            raise UnreadableFile(str(error)) from error
    said = f"{work.lines} rows: {work.fresh} new, {work.changed} changed, {work.known} known, {work.rejected} refused"
    click.echo(said if not work.rejected else f"{said} ({target})")
    if work.state == ImportState.STOPPED:
        click.echo("stopped; the same command goes on from here")


@press.command()
def listen() -> None:
    """Fetch sources, group items and judge habits until stopped; `loa up` starts it by itself."""
    process.run(_asked())


@press.command()
def regroup() -> None:
    """Make all reprint groups and stories anew from the database, with what persons decided.

    The listening process must not run meanwhile; it is told apart by a lock.
    """
    if not grouping.take_lock():
        raise click.ClickException("another process groups items; stop it first (`loa up`)")
    try:
        with progress("Gom tin", Item.objects.count()) as shown:
            grouping.Grouping.rebuild(shown.step)
    finally:
        grouping.give_lock()


@press.command("topics")
@click.option("--defaults", is_flag=True, help="Add the wordings that come with Loa where they are missing.")
def list_topics(defaults: bool) -> None:
    """Print the wordings that name topics: topic and wording, parted by a tab."""
    if defaults:
        added = topic_words.add_defaults(actor=SYSTEM)
        click.echo(f"{added} new wordings; `loa press retag` names older items by them", err=True)
    for word in reads.list_words():
        click.echo(f"{word.topic.code}\t{word.value}")


@press.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only items published from this day on.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON line.")
def retag(since: datetime | None, as_json: bool) -> None:
    """Name the topics and areas of the items there are by today's wordings.

    Ctrl-C stops after the batch under way; the same command goes on there, or begins anew where the wordings were
    changed meanwhile. Topics that a source gives to all its items stay.
    """
    asked = _asked()
    work = retagging.begin(since.date() if since else None)
    with progress("Xếp lại tin", retagging.left(work)) as shown:
        retagging.run(work, tell=shown.step, stopped=asked.is_set)
    facts = {"state": work.state, "items": work.seen, "changed": work.changed, "last": work.last}
    click.echo(json.dumps(facts) if as_json else f"{work.seen} items, {work.changed} changed ({work.state})")


@press.command()
def sources() -> None:
    """Print the sources as an OPML file."""
    data = write_outlines(reads.outlines(SYSTEM), title="Loa")
    click.echo(data, nl=False)


@press.command()
@click.argument("file", type=_FILE)
@click.option("--body", "code", required=True, help="Which body looks after them, by its code.")
def subscribe(file: Path, code: str) -> None:
    """Enter every source of FILE, an OPML list; sources that are read already stay as they are."""
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise click.BadParameter(f"there is no body {code}")
    with Reader() as reader:
        found = reader.read_outlines(file.read_bytes())
    if found["error"]:
        raise BadOutlines(found["error"])
    done = acts.subscribe(actor=SYSTEM, body=body, outlines=found["outlines"])
    click.echo(f"{done.added} new, {done.known} known, {done.left_out} left out")


def _megabytes(work: Work) -> Callable[[int], None]:
    """Return what counts bytes that were read as whole megabytes of a work."""
    read = 0

    def tell(count: int) -> None:
        nonlocal read
        before, read = read, read + count
        work.step((read >> 20) - (before >> 20))

    return tell


def _asked() -> threading.Event:
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked

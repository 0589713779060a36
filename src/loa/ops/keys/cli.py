"""`loa keys`: which keys there are, a new one, values brought under it, an old one given up."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import click
from django.conf import settings
from rich.console import Console
from rich.table import Table

from loa.journal.sealed import PURPOSES
from loa.lib import clock
from loa.lib.crypt import DATA, LOOKUP, SIGN, Keyring
from loa.lib.progress import progress
from loa.ops.keys import ring as rings
from loa.ops.keys.rotate import CHUNK, due, rotate

SAFE = (
    "Keep a copy of {file} elsewhere: backups made from now on need it, older ones need the older keys too."
)


@click.group()
def keys() -> None:
    """List keys, add one, bring every value under the newest, give an old one up."""


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the keys as one JSON array.")
def list_keys(as_json: bool) -> None:
    """Show every key: what it is for, since when, and how many values lie under it. The keys themselves are never shown."""
    states = rings.states()
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "id": state.key.id,
                        "purpose": state.key.purpose,
                        "created": state.key.created.isoformat(),
                        "says": state.says,
                        "values": state.values,
                    }
                    for state in states
                ]
            )
        )
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("key", "purpose", "since", "", "values"):
        table.add_column(title, overflow="fold")
    for state in states:
        lying = "; ".join(f"{count} {name}" for name, count in sorted(state.values.items()))
        since = f"{state.key.created:%Y-%m-%d %H:%M}"
        table.add_row(state.key.id, state.key.purpose, since, state.says, lying or "none")
    Console().print(table)


@keys.command()
@click.option(
    "--purpose",
    type=click.Choice([DATA, LOOKUP, SIGN, rings.LINKS]),
    default=DATA,
    show_default=True,
    help="What the key is for: sealed values, look-ups of contacts, signed heads of the journal, links and sessions.",
)
@click.option(
    "--in",
    "minutes",
    type=click.IntRange(min=0),
    default=0,
    metavar="MINUTES",
    help="Use it only then, so that every machine can get the key file before.",
)
def add(purpose: str, minutes: int) -> None:
    """Add a key; everything of its purpose is written under it from now on, old values stay readable.

    Running processes of this machine read the key file again by themselves. Where keys come from LOA_KEYS the new text is
    printed: set it for every process and start each again before the key begins (--in).
    """
    if purpose == rings.LINKS:
        rings.add_link_key()
        click.echo("a new key signs links and sessions once every process is started again", err=True)
        return
    begins = clock.now() + timedelta(minutes=minutes) if minutes else None
    ring, made = rings.add_key(purpose, begins=begins)
    since = f"from {made.created:%Y-%m-%d %H:%M} UTC on" if minutes else "from now on"
    click.echo(f"{made.id} is added; values for “{purpose}” are written under it {since}", err=True)
    _say_where(ring)
    if purpose != SIGN:
        click.echo("Next: `loa keys rotate` brings the old values under it.", err=True)


def _say_where(ring: Keyring) -> None:
    if rings.from_environment():
        click.echo("Set LOA_KEYS to this for every process and start each again:", err=True)
        click.echo(json.dumps(json.loads(ring.text())))
    else:
        click.echo(SAFE.format(file=settings.KEYRING_FILE), err=True)


@keys.command("rotate")
@click.option("--purpose", type=click.Choice(list(PURPOSES)), help="Only values of this purpose; else all.")
@click.option(
    "--chunk", type=click.IntRange(1, 10_000), default=CHUNK, show_default=True, help="Rows a transaction."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON line.")
def rotate_command(purpose: str | None, chunk: int, as_json: bool) -> None:
    """Bring every value under the newest key of its purpose, while the site runs.

    Safe to stop or kill at any moment: run it again and it goes on. Exit code 1 when a value is left under an older key.
    """
    purposes = [purpose] if purpose else list(PURPOSES)
    with progress("Đổi khóa", total=sum(due(purposes).values())) as work:
        done = rotate(purposes, chunk, work)
    if as_json:
        facts = {"ok": done.ok, "renewed": done.renewed, "left": done.left}
        click.echo(json.dumps(facts | {"unreadable": sorted(done.unreadable)}))
    else:
        click.echo(f"{done.renewed} values renewed, {sum(done.left.values())} left under older keys")
        for name, count in sorted(done.left.items()):
            click.echo(f"  {count} in {name}")
        for row in sorted(done.unreadable)[:20]:
            click.echo(f"  cannot be renewed: {row}")
    sys.exit(not done.ok)


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option("--at-once", is_flag=True, help="Do not wait an hour after the newer key began.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def retire(key_id: str, at_once: bool, yes: bool) -> None:
    """Give up the key ID once nothing lies under it; refused, with the places named, while something does.

    ID "links" gives up the older keys of links and sessions.
    """
    lost = (
        "Stop links in letters signed with the older keys will no longer work."
        if key_id == rings.LINKS
        else f"Backups from before the last rotation need {key_id}: keep a copy of the key file with them."
    )
    if not yes:
        click.confirm(f"{lost} Give it up here?", abort=True)
    if key_id == rings.LINKS:
        rings.retire_link_keys()
        click.echo("the older keys of links are given up; start every process again", err=True)
        return
    ring = rings.retire_key(key_id, at_once=at_once)
    click.echo(f"{key_id} is given up; the keys are now {', '.join(sorted(ring.ids()))}", err=True)
    if rings.from_environment():
        _say_where(ring)

"""`loa journal`: prove that the journal is whole, and take its head out of the machine."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from loa.journal import heads, queries, sealer
from loa.journal.keyring import keyring
from loa.journal.queries import Verification
from loa.journal.rules import Damage
from loa.lib import clock
from loa.lib.crypt import KeyFileError

_SAID = {
    Damage.ALTERED: "does not match its hash: it, or the row before it, was altered",
    Damage.REMOVED: "is gone",
    Damage.REORDERED: "stands in the wrong place",
    Damage.INSERTED: "was slipped in",
    Damage.REWRITTEN: "has another hash than the head that was kept: the chain was written anew",
}


@click.group()
def journal() -> None:
    """Prove the journal's chain and take its head away."""


@journal.command()
@click.option(
    "--head", "given", metavar="FILE|NUMBER:HASH", help="An earlier head, kept outside this machine."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON line.")
def verify(given: str | None, as_json: bool) -> None:
    """Walk the whole chain; name the first bad row, the unsealed tail and, with a head, a cut tail."""
    found = queries.verify(head=heads.read_head(given, _public_keys(given)) if given else None)
    click.echo(json.dumps(asdict(found)) if as_json else sentence(found))
    if not found.ok:
        sys.exit(1)


@journal.command()
def head() -> None:
    """Print the head as NUMBER:HASH."""
    now = queries.head()
    click.echo(f"{now.number}:{now.hash}")


@journal.command()
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="Append to this file.")
def export(file: Path | None) -> None:
    """Append the signed head to a file that is kept elsewhere."""
    target = file or heads.default_file()
    done = heads.export_head(target, keyring().signing_key(), clock.now())
    click.echo(f"head {done.number} written to {target}")


@journal.command()
def seal() -> None:
    """Seal what is committed now, where no worker runs."""
    sealed = sealer.seal_committed(clock.now())
    click.echo("another process is sealing" if sealed is None else f"{sealed} entries sealed")


def sentence(found: Verification) -> str:
    """Say in words what a walk along the chain found."""
    parts = [f"{found.rows} rows hold, head {found.head.number}:{found.head.hash}"]
    if found.first_bad:
        entry = f" (entry {found.first_bad.entry_id})" if found.first_bad.entry_id else ""
        parts.append(f"BROKEN: row {found.first_bad.number}{entry} {_SAID[found.first_bad.damage]}")
    if found.cut_tail:
        parts.append(f"BROKEN: the last {found.cut_tail} rows up to the head that was kept are gone")
    parts.append(f"{found.unsealed_tail} entries are written and not sealed yet")
    return "\n".join(parts)


def _public_keys(given: str) -> heads.Keys:
    """Return the keys that may have signed a head; a plain NUMBER:HASH needs none."""
    try:
        return keyring().verify_keys()
    except KeyFileError:
        if ":" in given:
            return {}
        raise

"""`loa drill`: is the backup good? It is restored into a scratch copy, looked at, timed and removed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from loa.journal.erased import default_file as erased_file
from loa.lib import clock
from loa.ops import backup as backups
from loa.ops import database, drills
from loa.ops.drills import Drill
from loa.ops.errors import OpsError

INSIDE = "import sys; from loa.ops import cli; cli.start_django(); from loa.ops.drill_inside import main; main(sys.argv[1])"


def say(text: str) -> None:
    """Print one line of progress on standard error."""
    click.echo(f"loa: {text}", err=True)


@click.command()
@click.option(
    "--from",
    "given",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="BACKUP",
    help="The backup; else the last one that `loa backup` wrote here, else a new one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON line.")
def drill(given: Path | None, as_json: bool) -> None:
    """Restore a backup into a scratch copy, check what came back, take the time, remove the copy.

    Checked: the keys first, that the queue is paused, that everything erased since is erased again, the journal's chain,
    the keys of all values, the charter, the front page. This copy is not touched. Exit code 1 when anything fails.
    """
    with _scratch() as home:
        began = time.monotonic()
        found = _restore(home, given or _last_backup() or _new_backup(home))
        done = Drill(
            clock.now(), round(time.monotonic() - began, 1), not found["broken"], found["rows"], _note(found)
        )
    drills.append(done)
    if as_json:
        click.echo(json.dumps({"ok": done.ok, "seconds": done.seconds} | found, ensure_ascii=False))
    else:
        _print(done, found)
    sys.exit(not done.ok)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make an empty data folder with this copy's keys, static files and list of erasures."""
    folder = Path(tempfile.mkdtemp(prefix="loa-drill-"))
    folder.chmod(0o755)
    home = folder / "home"
    try:
        home.mkdir(mode=0o755)
        for part in ("keys", "static"):
            if (settings.HOME / part).exists():
                shutil.copytree(settings.HOME / part, home / part)
        if erased_file().exists():
            shutil.copy2(erased_file(), home / "erased.jsonl")
        yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _last_backup() -> Path | None:
    note = settings.HOME / backups.LAST
    file = Path(note.read_text().strip()) if note.exists() else None
    return file if file and file.exists() else None


def _new_backup(home: Path) -> Path:
    target = home.parent / "loa.backup"
    say("no backup was written here yet; making one")
    with database.running(say):
        backups.write(target, say)
    return target


def _restore(home: Path, file: Path) -> dict[str, Any]:
    """Run the restore in a process of its own, whose settings name the scratch copy; return what it found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    kept.pop("LOA_FILES_DIR", None)
    command = [sys.executable, "-c", INSIDE, str(file.absolute())]
    done = subprocess.run(
        command, env={**kept, "LOA_HOME": str(home)}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise OpsError("The drill's own process broke off; its last words stand above.")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _note(found: dict[str, Any]) -> str:
    if found["broken"]:
        return "; ".join(found["broken"])[:300]
    longest = max(found["phases"], key=lambda phase: phase[1])
    return f"{found['erased']} erased things stayed erased; longest: {longest[0]}, {longest[1]} s"


def _print(done: Drill, found: dict[str, Any]) -> None:
    for phase, seconds in found["phases"]:
        click.echo(f"{seconds:8.2f} s  {phase}")
    for broken in found["broken"]:
        click.echo(f"FAILED: {broken}")
    verdict = "the backup is good" if done.ok else "the backup is NOT good"
    click.echo(f"{verdict}: {done.rows} rows in {done.seconds} s")

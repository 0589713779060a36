"""The part of a restore drill that runs in the scratch copy's own process: restore, then look at what came back.

It prints one JSON object as its last line and must be started with LOA_HOME naming the scratch folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from psycopg import sql

from loa.audience.models import Subscriber
from loa.files.models import StoredFile
from loa.journal import queries as journal
from loa.journal.erased import list_erased, list_erased_names
from loa.journal.keyring import keyring
from loa.ops import database, prepare, queue, restore
from loa.ops.charter.verify import verify as verify_charter
from loa.ops.errors import OpsError
from loa.ops.keys.ring import values_by_place


@dataclass
class Found:
    """What came back: seconds by phase in order, rows, and what does not hold."""

    phases: list[tuple[str, float]] = field(default_factory=list)
    rows: int = 0
    erased: int = 0
    broken: list[str] = field(default_factory=list)


class Watch:
    """Takes the time between the sentences that a restore says."""

    def __init__(self, found: Found) -> None:
        self._found, self._phase, self._since = found, "checking the keys", time.monotonic()

    def __call__(self, text: str) -> None:
        """End the phase before and begin one."""
        now = time.monotonic()
        self._found.phases.append((self._phase, round(now - self._since, 2)))
        self._phase, self._since = text, now
        print(f"loa: {text}", file=sys.stderr, flush=True)


def run(file: Path) -> Found:
    """Restore a backup into this empty copy and look at everything that must hold before it serves."""
    found = Found()
    watch = Watch(found)
    with restore.opened(file) as (_archive, manifest):
        restore.check_keys(manifest)
    watch("starting a database")
    with database.running(watch):
        restore.read(file, watch)
        for name, look in LOOKS.items():
            watch(name)
            look(found)
    watch("done")
    return found


def _rows(found: Found) -> None:
    with database.connect() as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.SQL(table))).fetchone()
            found.rows += row[0] if row else 0


def _paused(found: Found) -> None:
    with database.connect() as connection:
        if not queue.paused(connection):
            found.broken.append("the queue did not start paused")


def _erasures(found: Found) -> None:
    people, files = list_erased("audience.subscriber"), list_erased_names("files.storedfile")
    found.erased = len(people) + len(files)
    back = Subscriber.objects.filter(pk__in=people).count()
    back += StoredFile.objects.filter(pk__in=files, erased_at__isnull=True).count()
    if back:
        found.broken.append(f"{back} erased things came back")


def _journal(found: Found) -> None:
    if not journal.verify().ok:
        found.broken.append("the journal's chain is broken")


def _keys(found: Found) -> None:
    needed = {key_id for counts in values_by_place().values() for key_id in counts}
    if missing := keyring().missing(needed):
        found.broken.append(f"values lie under keys that are missing: {', '.join(missing)}")


def _charter(found: Found) -> None:
    found.broken += [
        f"charter {fault.rule}: {fault.key} is {fault.state}" for fault in verify_charter().faults
    ]


def _static(_found: Found) -> None:
    prepare.collect_static(lambda _text: None)


def _page(found: Found) -> None:
    status = Client().get("/", headers={"host": urlsplit(settings.PUBLIC_URL).netloc}).status_code
    if status != 200:
        found.broken.append(f"the front page answers {status}")


LOOKS: dict[str, Callable[[Found], None]] = {
    "counting rows": _rows,
    "looking whether the queue is paused": _paused,
    "looking for what was erased": _erasures,
    "walking the journal's chain": _journal,
    "looking whether every key is held": _keys,
    "comparing what holds the charter": _charter,
    "collecting static files": _static,
    "asking for the front page": _page,
}


def main(file: str) -> None:
    """Run and print what was found."""
    try:
        found = run(Path(file))
    except OpsError as error:
        found = Found(broken=[str(error)])
    print(json.dumps(asdict(found)))

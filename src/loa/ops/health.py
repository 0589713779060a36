"""The checks of this room: machine, folders, keys, database, roles, migrations, static files, web, queue."""

from __future__ import annotations

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings

from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.lib.errors import DomainError
from loa.lib.health import Check, Finding, fail, ok, warn
from loa.ops import database, drills, postgres, prepare, queue, saved, supervisor
from loa.ops.charter.health import charter
from loa.ops.errors import OpsError

LEAST_FREE, LOW_FREE = 1, 5  # GiB
LEAST_FILES = 1024
BACKUP_EVERY, DRILL_EVERY = timedelta(hours=26), timedelta(days=35)
APPEND_ONLY = (
    "journal_entry",
    "journal_seal",
    "bulletins_text",
    "bulletins_submission",
    "bulletins_release",
    "bulletins_correction",
    "bulletins_issued",
    "delivery_event",
    "speakers_proof",
)
CHANGEABLE = """
SELECT name FROM unnest(%s::text[]) AS name
 WHERE to_regclass(name) IS NOT NULL AND has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE') ORDER BY name
"""


def folders() -> Iterator[Finding]:
    """Check that the data folder exists, is ours and has room."""
    home: Path = settings.HOME
    if not home.exists():
        yield fail(
            "data folder", f"{home} does not exist", "run `loa up` once, or set LOA_HOME to the right folder"
        )
        return
    free = shutil.disk_usage(home).free / 2**30
    said = f"{home}, {free:.0f} GiB free"
    if free < LEAST_FREE:
        yield fail("data folder", said, "free some space now: the database stops when the disk is full")
    elif free < LOW_FREE:
        yield warn("data folder", said, "plan for more space")
    else:
        yield ok("data folder", said)
    if not os.access(settings.FILES_DIR, os.W_OK):
        yield fail("files", f"{settings.FILES_DIR} cannot be written", "correct its owner or LOA_FILES_DIR")


def keys() -> Iterator[Finding]:
    """Check that the keys are there, readable by us alone, and not a placeholder."""
    if settings.SECRET_KEY == settings.NO_SECRET_KEY:
        yield fail("signing key", "there is none", "run `loa up` once, or set LOA_SECRET_KEY")
    else:
        yield ok("signing key", "present")
    try:
        ring = Keyring.load(str(settings.KEYRING_FILE), os.environ.get("LOA_KEYS"))
    except DomainError as error:
        yield fail(
            "keyring",
            str(error),
            "put the key file back from its safe place; without it contacts stay unreadable",
        )
    else:
        yield ok("keyring", f"{len(ring.ids())} keys: {', '.join(sorted(ring.ids()))}")
    folder = settings.HOME / "keys"
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield fail("keys folder", f"{folder} is open to others", f"run `chmod 700 {folder}`")


def server() -> Iterator[Finding]:
    """Check the database server: that it answers, its version, its roles."""
    if settings.OWN_DATABASE:
        try:
            programs = postgres.find_binaries(settings.POSTGRES)
            yield ok(
                "database programs", f"PostgreSQL {programs.major} ({programs.origin}) in {programs.folder}"
            )
        except OpsError as error:
            yield fail("database programs", str(error), "run `make dev`")
    try:
        with database.connect("default", timeout=3) as app:
            yield ok("database", f"PostgreSQL {app.info.server_version // 10000} answers as {app.info.user}")
            yield from _roles(app)
    except psycopg.OperationalError:
        mend = (
            "start `loa up`"
            if settings.OWN_DATABASE
            else "start the server that DATABASE_URL names, or correct it"
        )
        yield fail("database", "no answer", mend)


def _roles(app: psycopg.Connection) -> Iterator[Finding]:
    owner = settings.DATABASES["owner"]["USER"]
    if owner == app.info.user:
        mend = f"give DATABASE_OWNER_URL a role of its own (docs/operations/settings.md); `{owner}` can alter the journal"
        yield warn("database roles", "one role does everything", mend)
    asked = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    row = app.execute(asked).fetchone()
    if row and row[0]:
        yield fail(
            "database roles", f"{app.info.user} is a superuser", "let DATABASE_URL name an ordinary role"
        )
    else:
        yield ok("database roles", f"{app.info.user} works, {owner} migrates")
    if owner != app.info.user:
        yield from _append_only(app)


def _append_only(app: psycopg.Connection) -> Iterator[Finding]:
    """Check that the role that works can neither change nor remove what must stay (charter 5 and 12)."""
    open_tables = [row[0] for row in app.execute(CHANGEABLE, [list(APPEND_ONLY)]).fetchall()]
    if open_tables:
        names = ", ".join(open_tables)
        yield fail(
            "append-only tables",
            f"{app.info.user} can change {names}",
            "log in as `loa_app`, the role that the migrations restrict (docs/operations/settings.md)",
        )
    else:
        yield ok("append-only tables", "the journal, texts, releases and corrections cannot be changed")


def migrations() -> Iterator[Finding]:
    """Check that the tables are what this code needs."""
    pending = prepare.pending_migrations()
    if pending:
        yield fail("migrations", f"{len(pending)} pending, first {pending[0]}", "run `loa migrate`")
    else:
        yield ok("migrations", "up to date")


def paused() -> Iterator[Finding]:
    """Check that the queue runs and that no job waits too long."""
    with database.connect("default", timeout=3) as app:
        reason = queue.paused(app)
        waiting = app.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND "
            "coalesce(scheduled_at, now()) < now() - interval '10 minutes'"
        ).fetchone()
    if reason:
        yield warn("queue", f"paused: {reason}", "run `loa queue resume` when everything is checked")
    else:
        yield ok("queue", "running")
    if waiting and waiting[0]:
        yield fail(
            "jobs",
            f"{waiting[0]} overdue for over 10 minutes",
            "see whether `loa worker` runs and what its log says",
        )


def site() -> Iterator[Finding]:
    """Check that the web answers and that its static files are collected."""
    if supervisor.web_answers():
        yield ok("web", f"{settings.PUBLIC_URL} answers")
    else:
        mend = "start `loa up`; if it runs, see what its log says about `web`"
        yield fail("web", f"no good answer on {settings.HTTP_HOST}:{settings.HTTP_PORT}", mend)
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield fail(
            "static files",
            f"not collected in {settings.STATIC_ROOT}",
            "run `loa up`, or `make dev` before it",
        )


def exposure() -> Iterator[Finding]:
    """Check settings that are right on a desk and wrong in public."""
    public = not settings.PUBLIC_URL.startswith(("http://localhost", "http://127.0.0.1"))
    if settings.DEBUG and public:
        yield fail("debug", "LOA_DEBUG is on under a public address", "unset LOA_DEBUG")
    if public and not settings.SECURE_ORIGIN:
        mend = "put TLS in front and set LOA_PUBLIC_URL=https://…; passkeys and secure cookies need it"
        yield fail("address", f"{settings.PUBLIC_URL} is not encrypted", mend)
    elif public and not (settings.SECURE_PROXY_SSL_HEADER or settings.TLS_CERTIFICATE):
        yield warn(
            "address", "https, but LOA_BEHIND_PROXY is off", "set LOA_BEHIND_PROXY=yes when a proxy ends TLS"
        )
    else:
        yield ok("address", settings.PUBLIC_URL)


def limits() -> Iterator[Finding]:
    """Check how many files a process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < LEAST_FILES:
        yield warn(
            "open files",
            f"limit {soft} (hard {hard})",
            f"run `ulimit -n {max(hard, LEAST_FILES)}` before `loa up`",
        )
    else:
        yield ok("open files", f"limit {soft}")


def heads() -> Iterator[Finding]:
    """Check that somebody outside keeps the journal's heads."""
    if settings.HEADS_TO:
        yield ok("journal keepers", ", ".join(settings.HEADS_TO))
    else:
        mend = "name who gets the daily head in LOA_HEADS_TO; a head that stays here proves nothing against its administrator"
        yield warn("journal keepers", "nobody outside this machine", mend)


def backups() -> Iterator[Finding]:
    """Check that there is a backup of the last day."""
    now, last = clock.now(), saved.last()
    if last is None:
        yield warn(
            "backup",
            "none was written from this copy",
            "run `loa backup FILE` each night, and keep the keys apart",
        )
    elif now - last.at > BACKUP_EVERY:
        seen = f"the last is of {last.at:%Y-%m-%d %H:%M} UTC, more than 26 hours ago"
        yield warn("backup", seen, "run `loa backup FILE`, and see why the nightly one did not")
    else:
        yield ok("backup", f"{last.name} of {last.at:%Y-%m-%d %H:%M} UTC, {last.size / 2**20:.1f} MiB")


def drilled() -> Iterator[Finding]:
    """Check that a backup was restored on trial lately."""
    good, latest = drills.last_good(), drills.last()
    if latest and not latest.ok:
        seen = f"{latest.at:%Y-%m-%d %H:%M} UTC: {latest.note}"
        yield fail("restore drill", seen, "take another backup and run `loa drill` with that one")
        return
    if good and clock.now() - good.at < DRILL_EVERY:
        yield ok("restore drill", f"{good.at:%Y-%m-%d}: {good.rows} rows in {good.seconds} s")
        return
    seen = f"last good one {good.at:%Y-%m-%d}" if good else "none yet"
    yield warn("restore drill", seen, "run `loa drill`: a backup nobody restored is a hope")


CHECKS: list[Check] = [
    folders,
    keys,
    server,
    migrations,
    charter,
    paused,
    site,
    exposure,
    limits,
    heads,
    backups,
    drilled,
]

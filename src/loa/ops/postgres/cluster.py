"""One PostgreSQL data folder: create it, start its server as our own child, stop it.

It must not listen on any network address: the socket lies in a closed folder, and that is the lock.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config import paths
from loa.ops import children
from loa.ops.errors import OpsError
from loa.ops.postgres.binaries import Binaries

Say = Callable[[str], None]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
LOG_KEPT = 10 * 1024 * 1024
FIRST_NEWS, NEWS_EVERY = 3.0, 5.0  # seconds


def server_user() -> tuple[int, int] | None:
    """Return (uid, gid) for the server, which refuses root; None to run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise OpsError(
        "PostgreSQL refuses to run as root and no user `nobody` exists; run `useradd --system postgres`."
    )


def moderate_settings() -> dict[str, str]:
    """Return server settings for a machine shared with the web and the workers: about 1/16 of its memory."""
    megabytes = psutil.virtual_memory().total // 2**20
    shared = min(1024, max(64, megabytes // 16))
    return {
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{shared * 4}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, shared // 4)}MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "idle_in_transaction_session_timeout": "10min",
    }


@dataclass
class Server:
    """A running server."""

    cluster: Cluster
    child: children.Child

    def ended(self) -> int | None:
        """Return the exit code once the server is gone."""
        return self.child.ended()

    def stop(self) -> None:
        """Stop the server: fast, then without a last checkpoint, then by force."""
        self.child.stop(patience=30.0)
        self.cluster.end_survivors()


@dataclass(frozen=True)
class Cluster:
    """A data folder, the socket folder of its server and the programs that run it."""

    binaries: Binaries
    data: Path
    socket: Path
    log: Path
    user: tuple[int, int] | None = field(default_factory=server_user)
    settings: Mapping[str, str] = field(default_factory=dict)
    durable: bool = True
    stop_signals: str = "INT:6,QUIT:2"

    def create(self) -> bool:
        """Create the data folder unless it exists; return whether it was created.

        It is built beside its place and renamed, so that an interrupted first start is repeated cleanly.

        Raises: OpsError when it belongs to another version or the server's user cannot enter it.
        """
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return False
        self._check_enterable(self.data)
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._own_folder(fresh)
        self._initdb(fresh)
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)
        return True

    def start(
        self,
        say: Say,
        *,
        remove: Path | None = None,
        keep_open: tuple[int, ...] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Server:
        """Start the server and return once it takes connections, however long a recovery lasts.

        Raises: OpsError with the server's own last words when it does not come up, or when cancelled.
        """
        self._check_socket_folder()
        self.end_survivors()
        self._clear_locks()
        self._turn_log()
        arguments = [f"-c{name}={value}" for name, value in {**moderate_settings(), **self.settings}.items()]
        with self.log.open("ab") as log:
            child = children.start(
                "database",
                [self.binaries.tool("postgres"), "-D", self.data, "-k", self.socket, *arguments],
                manner=children.Manner(self.stop_signals, self.user, remove, keep_open),
                env=ENVIRONMENT,
                cwd=Path("/"),
                log=log,
            )
        server = Server(self, child)
        try:
            self._wait_until_ready(server, say, cancelled)
        except BaseException:
            server.stop()
            raise
        return server

    def end_survivors(self) -> None:
        """End server processes that a killed run left on this data folder; two writers would destroy it."""
        asked = time.monotonic()
        while left := self._processes():
            for process in left:
                try:
                    process.kill() if time.monotonic() - asked > 5 else process.send_signal(3)
                except psutil.NoSuchProcess:
                    continue
            psutil.wait_procs(left, timeout=0.5)

    def _processes(self) -> list[psutil.Process]:
        """Return live processes that work in the data folder (postgres makes it their current folder)."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.cwd() == str(self.data) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def _clear_locks(self) -> None:
        """Remove both lock files: nobody is left, but a zombie or a re-used number would look alive."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in self.socket.glob(".s.PGSQL.*"):
            stale.unlink()

    def _wait_until_ready(self, server: Server, say: Say, cancelled: Callable[[], bool]) -> None:
        began = time.monotonic()
        news = began + FIRST_NEWS
        while not self._ready():
            if server.ended() is not None:
                raise OpsError(
                    f"The database did not start. Its last words ({self.log}):\n{self.last_words()}"
                )
            if cancelled():
                raise OpsError("Stopped while the database was starting.")
            if time.monotonic() >= news:
                say(
                    f"database: not ready after {time.monotonic() - began:.0f} s ({self.last_words(1).strip()})"
                )
                news += NEWS_EVERY
            time.sleep(0.02)

    def _ready(self) -> bool:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def last_words(self, lines: int = 8) -> str:
        """Return the last lines of the server's log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def _initdb(self, folder: Path) -> None:
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *locale]
        user, group = self.user or (None, None)
        command: list[str | Path] = [
            *(
                self.binaries.tool("initdb"),
                "-D",
                folder,
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
            ),
            *("--data-checksums", "--no-instructions", *locale, *([] if self.durable else ["--no-sync"])),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd="/",
            check=False,
            user=user,
            group=group,
            extra_groups=[] if self.user else None,
        )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise OpsError(f"The database could not be created in {folder.parent}:\n{done.stderr.strip()}")

    def _check_version(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        if written != str(self.binaries.major):
            raise OpsError(
                f"The data in {self.data} was written by PostgreSQL {written}, but the programs found are version "
                f"{self.binaries.major}. Set LOA_POSTGRES to programs of version {written}, run `loa backup`, then "
                "`loa restore` into a new LOA_HOME with the new version."
            )

    def _check_enterable(self, folder: Path) -> None:
        if self.user and not paths.enterable(folder.parent):
            raise OpsError(
                f"The database's user cannot enter {folder.parent}. Set LOA_HOME to a folder that anyone may walk "
                "into, such as /var/lib/loa (only the data itself is closed)."
            )

    def _check_socket_folder(self) -> None:
        """Make the closed folder of the socket; refuse one that somebody else prepared."""
        self._check_enterable(self.socket)
        self._own_folder(self.socket)
        state = self.socket.lstat()
        owner = self.user[0] if self.user else os.geteuid()
        if self.socket.is_symlink() or state.st_uid != owner or state.st_mode & 0o077:
            raise OpsError(
                f"{self.socket} belongs to somebody else or is open to others; remove it and start again."
            )

    def _own_folder(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        if self.user:
            os.chown(folder, *self.user)

    def _turn_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_suffix(".old.log"))

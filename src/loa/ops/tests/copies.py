"""Whole copies of the product in folders of their own, run as an operator runs them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config import paths

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Wait until something holds; the seconds are how long a reader would wait, not a measurement."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Copy:
    """One copy: its folder, its port, its running `loa up`."""

    home: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DATABASE"))
        }
        return {
            **kept,
            "LOA_HOME": str(self.home),
            "LOA_PORT": str(self.port),
            "LOA_WEB_WORKERS": "1",
            "LOA_WORKERS": "1",
            **self.extra,
        }

    @property
    def said(self) -> str:
        return (self.home.parent / "said").read_text()

    def loa(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one command of this copy to its end."""
        command = [sys.executable, "-m", "loa.ops.cli", *words]
        done = subprocess.run(
            command,
            env=self.env,
            cwd=paths.ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * 2,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def python(self, code: str, *, check: bool = True) -> str:
        """Run a script under this copy's settings; return what it printed."""
        env = {**self.env, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done.stdout + done.stderr

    def make_keys(self) -> None:
        """Make the key files as the first `loa up` does."""
        self.python("from loa.ops import home; home.make_folders(); home.make_keys()")

    @contextmanager
    def database(self) -> Iterator[None]:
        """Have just the database run."""
        code = "import sys; from loa.ops import database\nwith database.running(print): print('on', flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", code],
            env=self.env,
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin
            assert process.stdout
            while process.stdout.readline().strip() not in {b"on", b""}:
                continue
            yield
            process.stdin.close()

    def up(self) -> None:
        """Run `loa up` in the background and wait for the first good answer."""
        with (self.home.parent / "said").open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "loa.ops.cli", "up"],
                env=self.env,
                cwd=paths.ROOT,
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        process = self.process
        assert wait_for(lambda: "(stop with Ctrl-C)" in self.said or process.poll() is not None), self.said
        assert self.answers(), self.said

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Stop `loa up` as an operator would; return its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def processes(self) -> list[psutil.Process]:
        """Return every live process that belongs to this copy."""
        return [p for p in psutil.process_iter() if self._mine(p)]

    def _mine(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            traces = [process.cwd(), *process.cmdline(), process.environ().get("LOA_HOME", "")]
        except psutil.Error:
            return False
        return any(trace.startswith(str(self.home)) for trace in traces)

    def postmaster(self) -> int:
        return int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])


def new_folder() -> Path:
    """Return a folder for a copy's home that the database's user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="loa-copy-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def clone(home: Path) -> Copy:
    """Return a stopped copy with the state of another, owners kept."""
    target = new_folder() / "home"
    subprocess.run(["cp", "-a", str(home), str(target)], check=True)
    return Copy(target)


def remove(copy: Copy) -> None:
    """End what still runs and remove the folder."""
    if copy.process and copy.process.poll() is None:
        copy.kill()
    wait_for(lambda: not copy.processes(), 15)
    shutil.rmtree(copy.home.parent, ignore_errors=True)

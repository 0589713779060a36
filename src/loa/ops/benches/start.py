"""How long `loa up` takes to its first page, beside the web server alone on a database that runs already."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import paths
from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, in_turn, median, ratio
from loa.ops.errors import OpsError

LOA = (sys.executable, "-m", "loa.ops.cli")
PATIENCE = 90.0
DATABASE_ALONE = "import sys; from loa.ops import database\nwith database.running(print): print('on', flush=True); sys.stdin.read()"


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the site serves a page.

    Raises: OpsError when the process ends before or nothing comes.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500:
                return
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise OpsError("The copy under measurement did not serve a page.")


def timed(command: str, env: dict[str, str]) -> float:
    """Return the seconds from starting a command to the first page, then stop it."""
    began = time.perf_counter()
    with subprocess.Popen([*LOA, command], env=env, cwd=paths.ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            first_page(int(env["LOA_PORT"]), process)
            return time.perf_counter() - began
        finally:
            process.terminate()


@contextmanager
def database_alone(env: dict[str, str]) -> Iterator[None]:
    """Have just the database of a copy run."""
    with subprocess.Popen(
        [sys.executable, "-c", DATABASE_ALONE],
        env=env,
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


def web_alone(env: dict[str, str]) -> float:
    """Return the seconds of the web server alone."""
    with database_alone(env):
        return timed("web", env)


def run(plan: Plan) -> Outcome:
    """Set a copy up once, then start it and its rival in turn."""
    folder = Path(tempfile.mkdtemp(prefix="loa-bench-", dir="/tmp"))
    folder.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    env = {**kept, "LOA_HOME": str(folder / "home"), "LOA_PORT": str(free_port())}
    try:
        plan.say("setting a copy up")
        timed("up", env)
        found = in_turn({"loa up": lambda: timed("up", env), "web alone": lambda: web_alone(env)}, plan)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    up, alone = found["loa up"], found["web alone"]
    figures: dict[str, Figure] = {"first_page_s": median(up), "bare_ratio": ratio(alone, up)}
    lines = [
        ("loa up to first page, median", f"{median(up):.2f} s"),
        ("web server alone, median", f"{median(alone):.2f} s"),
        ("alone / loa up", f"{ratio(alone, up):.2f}"),
    ]
    return Outcome(figures, lines)


BENCH = Bench(
    "start",
    "`loa up` to the first page, after set-up",
    run,
    (Goal("first_page_s", at_most=10.0),),
    database=False,
)

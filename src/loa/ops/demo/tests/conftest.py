"""One demo for all tests of the room: started once as an operator starts it, left running, stopped at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config import paths
from loa.ops.tests.copies import free_port, new_folder, wait_for

SUBSCRIBERS = 60
CLUSTERS = 1  # in each ward
PATIENCE = 420  # how long a reader would wait on a busy machine, not a measurement


@dataclass
class Demo:
    """A demo under way: its folder, its address, what it printed."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    said_file: Path
    first_letters: list[str] = field(default_factory=list)
    """What the mail receiver had taken in when the site was ready; a visitor of the tour sends more."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def said(self) -> str:
        return self.said_file.read_text()

    @property
    def result(self) -> dict[str, Any]:
        return json.loads((self.home / "demo" / "result.json").read_text())

    def loa(self, *words: str) -> subprocess.CompletedProcess[str]:
        return loa(*words, LOA_HOME=str(self.home), LOA_PORT=str(self.port))


def loa(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "loa.ops.cli", *words]
    return subprocess.run(
        command, cwd=paths.ROOT, env=clean(env), capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def clean(env: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DATABASE"))}
    return {**kept, **env, "LOA_WEB_WORKERS": "1", "LOA_WORKERS": "1", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """Run the demo until its site is ready for a visitor."""
    folder, port = new_folder(), free_port()
    said = folder / "said"
    with said.open("w") as out:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "loa.ops.cli",
                "demo",
                "run",
                "--subscribers",
                str(SUBSCRIBERS),
                "--clusters",
                str(CLUSTERS),
            ],
            cwd=paths.ROOT,
            env=clean({"LOA_HOME": str(folder), "LOA_PORT": str(port)}),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    started = Demo(folder, port, process, said)
    wait_for(lambda: "Ctrl-C" in started.said or process.poll() is not None, PATIENCE)
    assert process.poll() is None, started.said
    started.first_letters = (folder / "demo" / "letters.jsonl").read_text().splitlines()
    yield started
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=90) == 0, started.said
    subprocess.run(["rm", "-rf", str(folder)], check=True)

"""A child ends with its parent, and takes along whatever it started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from loa.ops import children
from loa.ops.tests.copies import wait_for

STUBBORN = "trap '' TERM INT QUIT; sleep 300 & echo $! > {file}; wait; sleep 300"
PARENT = """
import sys, time
from pathlib import Path
from loa.ops import children
children.start("x", ["sh", "-c", sys.argv[1]], manner=children.Manner("TERM:0.2"))
time.sleep(300)
"""


def _gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def _pid_in(file: Path) -> int:
    assert wait_for(lambda: file.exists() and file.read_text().strip())
    return int(file.read_text())


def test_it_ends_a_stubborn_child_and_its_own_children(tmp_path: Path) -> None:
    file = tmp_path / "grandchild"
    child = children.start("x", ["sh", "-c", STUBBORN.format(file=file)], manner=children.Manner("TERM:0.2"))
    grandchild = _pid_in(file)
    assert child.stop() == 128 + signal.SIGKILL
    assert _gone(grandchild)


def test_it_ends_everything_when_the_parent_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "grandchild"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, STUBBORN.format(file=file)])
    grandchild = _pid_in(file)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: _gone(grandchild), 10)


def test_it_ends_the_child_when_the_guard_itself_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "child"
    child = children.start("x", ["sh", "-c", f"echo $$ > {file}; exec sleep 300"])
    pid = _pid_in(file)
    os.kill(child.guard.pid, signal.SIGKILL)
    assert wait_for(lambda: _gone(pid), 10)
    child.stop()


def test_it_passes_on_how_the_child_ended() -> None:
    child = children.start("x", ["sh", "-c", "exit 7"])
    assert child.guard.wait(timeout=10) == 7
    child.stop()


def test_it_removes_the_folder_it_was_given(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    child = children.start("x", ["sleep", "300"], manner=children.Manner(remove=folder))
    child.stop()
    assert not folder.exists()

"""What `loa up` promises an operator, tried on whole copies."""

import contextlib
import os
import re
import signal

import psutil
import pytest

from loa.ops import children, supervisor
from loa.ops.tests.copies import Copy, wait_for

pytestmark = pytest.mark.slow


def _worker_pids(copy: Copy) -> set[int]:
    return {p.pid for p in copy.processes() if _is_worker(p)}


def _is_worker(process: psutil.Process) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:  # it ended since it was listed
        return False
    return words[-1:] == ["worker"] and "guard.py" not in str(words)


def test_it_serves_and_stops_cleanly(copy: Copy) -> None:
    copy.up()
    assert copy.stop() == 0
    assert copy.said.endswith("loa: stopped\n")
    assert not copy.processes()
    assert "shut down" in (copy.home / "log" / "postgres.log").read_text()


def test_it_takes_everything_along_when_killed_and_starts_again(copy: Copy) -> None:
    copy.up()
    assert len(copy.processes()) > 5
    copy.kill()
    assert wait_for(lambda: not copy.processes(), 10), copy.processes()
    copy.up()
    assert copy.stop() == 0


def test_it_starts_at_once_after_a_kill_without_meeting_what_is_left(copy: Copy) -> None:
    copy.up()
    copy.kill()
    copy.up()
    assert copy.stop() == 0


@pytest.mark.fault("R03", "R04")
def test_it_brings_the_database_back_with_web_and_worker(copy: Copy) -> None:
    copy.extra["LOA_WORKERS"] = "2"
    copy.up()
    assert wait_for(lambda: copy.said.count("worker: sealer") == 2), copy.said
    before = _worker_pids(copy)
    assert len(before) == 2
    os.kill(copy.postmaster(), signal.SIGKILL)
    assert wait_for(lambda: "database: ready again" in copy.said), copy.said
    assert wait_for(copy.answers), copy.said
    assert wait_for(lambda: len(_worker_pids(copy) - before) == 2), copy.said
    assert "Traceback" not in copy.said
    assert copy.stop() == 0


def test_it_starts_cleanly_after_everything_was_killed_at_once(copy: Copy) -> None:
    copy.up()
    for process in copy.processes():
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended because another was killed
            process.kill()
    copy.kill()
    psutil.wait_procs(copy.processes(), timeout=5)
    copy.up()
    assert copy.stop() == 0


def test_two_copies_do_not_meet(copy: Copy, second_copy: Copy) -> None:
    copy.up()
    second_copy.up()
    copy.loa("queue", "pause", "thử")
    assert copy.loa("queue", "show", check=False).stdout == "paused: thử\n"
    assert second_copy.loa("queue", "show").stdout == "running\n"
    assert copy.stop() == 0
    assert second_copy.answers()
    assert second_copy.stop() == 0


def test_it_refuses_a_second_run_of_the_same_copy_in_one_sentence(copy: Copy) -> None:
    copy.up()
    again = copy.loa("up", check=False)
    assert again.returncode == 1
    assert re.fullmatch(r"loa: Loa already runs on .* \(process \d+\)\. .*\n", again.stderr)
    assert copy.answers()
    assert copy.stop() == 0


def test_it_refuses_a_taken_port_in_one_sentence(copy: Copy, second_copy: Copy) -> None:
    copy.up()
    second_copy.port = copy.port
    refused = second_copy.loa("up", check=False)
    assert refused.returncode == 1
    assert "Set LOA_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert copy.stop() == 0


@pytest.mark.fault("R04")
def test_it_waits_longer_each_time_a_child_dies_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    keeper = supervisor.Keeper("web", lambda: children.start("web", ["sh", "-c", "exit 3"]))
    delays = []
    for _ in range(4):
        keeper.start()
        child = keeper.running
        assert isinstance(child, children.Child)
        child.guard.wait(timeout=10)
        assert keeper.look() is False
        child.ask_to_stop()
        delays.append(float(re.findall(r"again in ([\d.]+) s", capsys.readouterr().out)[-1]))
    assert delays == [0.5, 1.0, 2.0, 4.0]

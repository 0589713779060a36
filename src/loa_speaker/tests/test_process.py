"""The real program in processes of its own: killed with -9 at any moment, short of disk, with a wrong clock."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loa_speaker.cli import main
from loa_speaker.testing import Standin, serving, wall
from loa_speaker.tests.conftest import sound
from loa_wire.commands import Play
from loa_wire.words import Ask, Priority

FILE_LIMIT = 400_000


class Box:
    """A device in a process, and its server."""

    def __init__(self, folder, standin, url):
        self.home, self.standin, self.url = folder / "home", standin, url
        self.process = None
        assert main(["enrol", url, standin.code("CODE"), "--home", str(self.home), "--json"]) == 0

    def run(self, *options, limit=None):
        command = [
            sys.executable,
            "-m",
            "loa_speaker.cli",
            "run",
            "--home",
            str(self.home),
            "--player",
            "simulated",
        ]
        self.process = subprocess.Popen(
            [*command, "--every", "0.05", "--spread", "0", "--json", *options],
            stdout=subprocess.DEVNULL,
        )
        if limit:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (limit, limit))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(20) in {0, -signal.SIGTERM}

    def wait(self, true, within=40.0):
        end = time.monotonic() + within
        while not true():
            assert time.monotonic() < end, "it does not happen"
            assert self.process.poll() is None, "the program ended"
            time.sleep(0.01)

    def play(self, name, after=0.0, seconds=0.2, late=60.0, **facts):
        data = sound(seconds)
        sha256 = hashlib.sha256(data).hexdigest()
        self.standin.audio[sha256] = data
        at = wall() + round(after * 1000)
        facts = {"latest": at + round(late * 1000), "priority": Priority.NORMAL} | facts
        return Play(name, at, round(seconds * 1000), sha256=sha256, size=len(data), **facts)

    def proofs(self):
        return {proof.play: proof for proof in self.standin.proofs.values()}

    def memory(self, statement):
        with contextlib.closing(sqlite3.connect(self.home / "memory.sqlite3")) as line:
            return line.execute(statement).fetchall()


@pytest.fixture
def box(tmp_path):
    standin = Standin()
    with serving(standin) as url:
        box = Box(tmp_path, standin, url)
        yield box
        box.stop()


@pytest.mark.fault("R26")
def test_killed_in_mid_play_it_proves_a_part_and_never_plays_it_again(box):
    box.run()
    box.standin.plays("c7", box.play("long", seconds=60, late=600), box.play("next", seconds=0.2, late=600))
    box.wait(lambda: box.memory("select 1 from play where id = 'long' and heard >= 1000"))
    box.kill()
    box.run()
    box.wait(lambda: len(box.standin.proofs) == 2)
    long, after = box.proofs()["long"], box.proofs()["next"]
    assert (long.outcome, long.why) == ("partly", "power")
    assert 1_000 <= long.heard < 60_000
    assert after.outcome == "played"
    assert sorted(n for _, n in box.standin.proofs) == [1, 2]


@pytest.mark.fault("R26")
def test_killed_while_it_takes_commands_it_has_each_of_them_once(box):
    for n in range(150):
        box.standin.plays("city", box.play(f"p{n}", after=3_000))
    for round_ in (1, 60, 110):
        box.run()
        box.wait(lambda least=round_: len(box.standin.taken()) > least)
        box.kill()
        assert box.memory("pragma integrity_check") == [("ok",)]
        top = box.memory("select top from seen where grp = 'city'")[0][0]
        assert box.memory("select count(*) from play") == [(top,)], "obeyed and written down are one"
    box.run()
    wanted = {("city", n) for n in range(1, 151)}
    box.wait(lambda: wanted <= box.standin.taken())
    assert box.memory("select count(*) from play where state = 'waiting'") == [(150,)]
    assert set(box.standin.refusals()) <= {"replayed"}


@pytest.mark.fault("R26")
def test_with_a_full_disk_a_large_file_is_not_played_and_everything_else_goes_on(box):
    box.run(limit=FILE_LIMIT)
    box.standin.plays(
        "c7", box.play("large", seconds=FILE_LIMIT / 8_000 + 1, late=1.5), box.play("small", late=600)
    )
    box.wait(lambda: len(box.standin.proofs) == 2)
    assert (box.proofs()["large"].outcome, box.proofs()["large"].why) == ("not_played", "no_space")
    assert box.proofs()["small"].outcome == "played"


@pytest.mark.fault("R08")
def test_a_device_whose_clock_is_two_hours_off_plays_at_the_right_moment(box):
    box.run("--shift-clock", "-7200")
    play = box.play("p", after=2.0)
    box.standin.plays("c7", play)
    box.wait(lambda: box.standin.proofs and box.standin.beats)
    proof = box.proofs()["p"]
    assert proof.outcome == "played"
    assert abs(proof.start - play.at) < 1_500
    assert abs(box.standin.beats[-1].offset - 7_200_000) < 2_000


def test_it_stops_when_it_is_asked_to_and_says_how_it_stands(box, capsys):
    box.run()
    box.standin.plays("c7", box.play("p", after=3_000))
    box.standin.order(Ask.KILL, "c7", {"on": True})
    box.wait(lambda: ("c7", 2) in box.standin.taken())
    assert main(["status", "--home", str(box.home), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (facts["running"], facts["silent"], facts["plays"][0]["id"]) == (True, "killed", "p")
    assert main(["run", "--home", str(box.home), "--lang", "en"]) == 1
    assert "already running" in capsys.readouterr().err
    box.stop()
    assert box.process.returncode == 0
    assert main(["status", "--home", str(box.home)]) == 0
    words = capsys.readouterr().out
    for word in ("không chạy", "ngắt loa khẩn cấp", "thông thường", "chờ phát", "city, b1, c7"):
        assert word in words


def test_it_needs_less_than_sixty_megabytes_while_it_plays(box):
    box.run()
    box.standin.plays("c7", box.play("p", seconds=60))
    box.wait(lambda: box.memory("select 1 from play where state = 'sounding' and heard > 0"))
    used = int(Path(f"/proc/{box.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    assert used < 60_000_000

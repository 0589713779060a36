"""`loa feeds parse` answers every file; stopped at any moment it goes on where it was."""

import json
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from loa.feeds.errors import NotOurs
from loa.ops.cli_feeds import feeds

FEED = "<rss><channel><title>Báo {n}</title><item><title>Tin số {n}</title><link>https://bao.vn/{n}</link></item></channel></rss>"


@pytest.fixture
def files(tmp_path):
    def make(count):
        paths = [tmp_path / f"{number}.xml" for number in range(count)]
        for number, path in enumerate(paths):
            path.write_text(FEED.format(n=number))
        return [str(path) for path in paths]

    return make


def parse(*given):
    return CliRunner().invoke(feeds, ["parse", *map(str, given)])


def test_half_a_line_is_cut_off_and_each_file_answered_as_often_as_it_is_named(tmp_path, files):
    out, names = tmp_path / "out.jsonl", [*files(3), str(tmp_path / "missing")]
    names += names[:1]
    assert parse(*names, "--out", out).exit_code == 0
    whole = out.read_bytes()
    assert [json.loads(line)["file"] for line in whole.splitlines()] == names
    ends = [at + 1 for at, sign in enumerate(whole) if sign == ord("\n")]
    for cut in [0, 3, 20, ends[0] - 1, ends[0], ends[2] + 5, ends[3] + 40, len(whole)]:
        out.write_bytes(whole[:cut])
        assert parse(*names, "--out", out, "--resume").exit_code == 0
        assert out.read_bytes() == whole


def test_what_is_none_of_ours_is_not_touched(tmp_path, files):
    out = tmp_path / "notes.txt"
    out.write_text("my notes")
    told = parse(*files(1), "--out", out, "--resume")
    assert isinstance(told.exception, NotOurs)
    assert out.read_text() == "my notes"
    assert parse(*files(1), "--resume").exit_code == 2


def test_a_command_that_is_killed_goes_on_with_the_files_that_are_left(tmp_path, files):
    out, names = tmp_path / "out.jsonl", files(400)
    command = [sys.executable, "-m", "loa.ops.cli", "feeds", "parse", *names, "--out", str(out)]
    running = subprocess.Popen(command)
    while running.poll() is None and (not out.exists() or out.stat().st_size < 2_000):
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = out.read_bytes()
    assert 0 < before.count(b"\n") < 400
    assert parse(*names, "--out", out, "--resume").exit_code == 0
    assert [json.loads(line)["title"] for line in out.read_bytes().splitlines()] == [f"Báo {number}" for number in range(400)]  # fmt: skip
    assert out.read_bytes().startswith(before[: before.rfind(b"\n") + 1])

"""`loa cap check` from the outside: one line a file, whatever is wrong with it, in the reader's language."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loa.lib import cap

SAMPLES = Path(cap.__file__).parent.parent / "tests" / "cap"
STORM, CANCEL = SAMPLES / "storm_vi_en.xml", SAMPLES / "cancel.xml"


@pytest.fixture
def loa(tmp_path):
    """Run the command where no database could be found."""

    def run(*arguments):
        command = [sys.executable, "-m", "loa.ops.cli", "cap", "check", *map(str, arguments)]
        env = {"LOA_HOME": str(tmp_path / "home"), "PATH": "", "LC_ALL": "C"}
        done = subprocess.run(command, check=True, capture_output=True, env=env)
        assert not (tmp_path / "home").exists(), "nothing is started"
        return done.stdout.decode()

    return run


@pytest.fixture
def files(tmp_path):
    broken = tmp_path / "01"
    broken.write_text(CANCEL.read_text().replace("T18:00:00+07:00", "T18:00:00Z", 1))
    (tmp_path / "02").write_bytes(
        b"<!DOCTYPE alert [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><alert>&x;</alert>"
    )
    (tmp_path / "03").write_bytes(b"\x00\xff")
    (tmp_path / "thư mục").mkdir()
    return [CANCEL, broken, tmp_path / "02", tmp_path / "03", tmp_path / "thư mục", tmp_path / "không có"]


def test_every_file_gets_its_line_in_order(loa, files):
    told = [json.loads(line) for line in loa(*files, "--json").splitlines()]
    assert [line["file"] for line in told] == list(map(str, files))
    assert [line["verdict"] for line in told] == ["accept"] + ["reject"] * 5
    assert [line["version"] for line in told] == ["1.2", "1.2", None, None, None, None]
    assert {tuple(line) for line in told} == {("file", "verdict", "version", "problems")}
    (zone,) = told[1]["problems"]
    assert (zone["element"], zone["rule"]) == ("sent", "time_zone")
    assert "múi giờ" in zone["message"]
    assert "passwd" not in json.dumps(told[2]["problems"])


def test_two_hundred_files_are_answered_in_one_call(loa):
    assert len(loa(*[STORM] * 200, "--json").splitlines()) == 200


def test_people_read_it_in_their_language(loa, files):
    assert "01 (CAP 1.2): Không hợp lệ." in loa(*files)
    english = loa(*files, "--language", "en")
    assert "01 (CAP 1.2): Not valid." in english
    assert "time zone" in english
    assert f"{CANCEL} (CAP 1.2): Valid." in english

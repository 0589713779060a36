"""`loa voice` works on texts and files and starts no database."""

import json
import subprocess
import sys

from tests.tones import chime as write_chime


def run(*arguments, given=""):
    return subprocess.run(
        [sys.executable, "-m", "loa.ops.cli", "voice", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_a_text_as_it_is_read_aloud():
    done = run("normalise", given="Họp lúc 19h30 tại TDP 3.\n")
    assert done.stdout == "Họp lúc mười chín giờ ba mươi phút tại tổ dân phố ba.\n"
    told = [json.loads(line) for line in run("normalise", "--json", given="tại TDP 3").stdout.splitlines()]
    assert [piece["kind"] for piece in told] == ["abbreviation", "number"]


def test_it_speaks_a_text_into_a_file_and_checks_files(tmp_path):
    out = tmp_path / "said.mp3"
    done = run("say", "-", "--out", str(out), "--voice", "vi-south", "--json", given="Mời bà con họp tổ.")
    made = json.loads(done.stdout)
    assert made["bytes"] == out.stat().st_size
    note = tmp_path / "note.mp3"
    note.write_text("not sound")
    found = [
        json.loads(line)
        for line in run(
            "check", "--json", "--longest", "60", str(out), str(note), str(tmp_path / "none")
        ).stdout.splitlines()
    ]
    assert [entry["code"] for entry in found] == [None, "not_sound", "error"]
    assert found[0]["codec"] == "mp3"


def test_a_refusal_is_one_sentence(tmp_path):
    done = run("say", "xin chào", "--out", str(tmp_path / "x.mp3"), "--engine", "piper")
    assert done.returncode == 1
    assert done.stderr == "loa: Không có giọng đọc này. Hãy chọn một giọng trong danh sách.\n"


def test_messages_are_told_in_english_too(tmp_path):
    chime = write_chime(tmp_path / "chime.mp3").path
    done = run("check", "--language", "en", "--longest", "2", str(chime))
    assert "longer than" in done.stdout

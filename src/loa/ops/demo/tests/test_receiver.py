"""The demo's mail receiver notes what it took in, and hangs up as a bad line does."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import paths
from loa.ops.demo.receiver import BAD_LINE, Letter, read_log
from loa.ops.tests.copies import wait_for

LETTER = "Message-ID: <loa-7@demo.invalid>\r\nSubject: x\r\n\r\nxin chào\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "loa.ops.demo.receiver", str(tmp_path / "log"), str(tmp_path / "port")]
    with subprocess.Popen(command, cwd=paths.ROOT) as process:
        assert wait_for((tmp_path / "port").exists)
        yield int((tmp_path / "port").read_text())
        process.terminate()


def send(port: int, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.sendmail("thongbao@demo.invalid", [to], LETTER.encode())


def test_it_notes_each_letter_it_took_in(port: int, tmp_path: Path) -> None:
    send(port, "a@nhan.demo.invalid")
    send(port, "b@nhan.demo.invalid")
    taken = [Letter("<loa-7@demo.invalid>", f"{who}@nhan.demo.invalid") for who in "ab"]
    assert list(read_log(tmp_path / "log")) == taken


def test_it_hangs_up_in_the_first_letter_to_one_address_and_takes_the_next(port: int, tmp_path: Path) -> None:
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(port, BAD_LINE)
    assert list(read_log(tmp_path / "log")) == []
    send(port, BAD_LINE)
    assert [letter.to for letter in read_log(tmp_path / "log")] == [BAD_LINE]


def test_a_line_of_the_log_that_is_still_being_written_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"id": "<loa-1@x>", "to": "a@b"}\n{"id": "<lo')
    assert list(read_log(tmp_path / "log")) == [Letter("<loa-1@x>", "a@b")]

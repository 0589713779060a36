"""The command line: quick help, exit codes, findings of the doctor."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import paths
from loa.ops import cli
from loa.ops.commands import COMMANDS
from loa.ops.tests.copies import Copy


def _loa(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "loa.ops.cli", *words]
    return subprocess.run(
        command, cwd=paths.ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def test_help_names_every_command_and_loads_no_django() -> None:
    code = "import sys; from loa.ops import cli; cli.loa(['--help'], standalone_mode=False); print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("False")
    for name, entry in COMMANDS.items():
        assert entry.hidden or re.search(rf"^  {name} ", done.stdout, re.MULTILINE), name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_of_its_own(name: str) -> None:
    done = CliRunner().invoke(cli.loa, [name, "--help"], prog_name="loa")
    assert done.exit_code == 0, done.output
    assert f"loa {name}" in done.output


def test_a_wrong_option_ends_with_code_2() -> None:
    assert _loa("up", "--nonsense").returncode == 2


def test_a_wrong_setting_stops_the_start_with_a_sentence() -> None:
    done = _loa("up", LOA_PORT="many")
    assert done.returncode == 1
    assert "LOA_PORT='many'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_absent_server_is_one_sentence() -> None:
    done = _loa("migrate", DATABASE_URL="postgresql://nobody@/none?host=/nonexistent")
    assert done.returncode == 1
    assert done.stderr.startswith("loa: The server that DATABASE_URL names does not answer")


def test_an_unknown_choice_of_server_is_one_sentence(tmp_path: Path) -> None:
    done = _loa("migrate", LOA_POSTGRES=str(tmp_path), LOA_HOME=str(tmp_path / "home"))
    assert done.returncode == 1
    assert "no folder with PostgreSQL's programs" in done.stderr


@pytest.mark.slow
def test_the_doctor_finds_what_is_wrong_and_says_how_to_mend_it(copy: Copy) -> None:
    done = copy.loa("doctor", "--json", check=False)
    found = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found["database"]["level"] == "fail"
    assert "loa up" in found["database"]["mend"]
    assert found["web"]["level"] == "fail"
    assert found["data folder"]["level"] in {"ok", "warn"}


@pytest.mark.slow
def test_the_doctor_is_content_with_a_running_copy_and_warns_of_a_pause(copy: Copy) -> None:
    copy.up()
    ours = {
        "data folder",
        "signing key",
        "keyring",
        "database",
        "database roles",
        "migrations",
        "queue",
        "web",
    }
    found = {f["name"]: f["level"] for f in json.loads(copy.loa("doctor", "--json", check=False).stdout)}
    assert {name: found.get(name) for name in ours} == dict.fromkeys(ours, "ok")
    copy.loa("queue", "pause", "kiểm tra")
    found = {f["name"]: f["level"] for f in json.loads(copy.loa("doctor", "--json", check=False).stdout)}
    assert found["queue"] == "warn"
    assert copy.stop() == 0

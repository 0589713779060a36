"""A device joins by a one-time code and the key that it made itself; nothing secret can be read by others."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from loa_speaker import VERSION
from loa_speaker.cli import main
from loa_speaker.home import Home
from loa_speaker.members import enrol_members, read_members, write_members
from loa_speaker.simulate import Fleet
from loa_speaker.store import Database
from loa_speaker.testing import Standin, serving, wall
from loa_wire.commands import Play
from loa_wire.words import Priority


@pytest.fixture
def standin():
    standin = Standin(mqtt="mqtt://127.0.0.1:1")
    with serving(standin) as url:
        standin.url = url
        yield standin


def enrol(standin, home, code, *options):
    return main(["enrol", "--server", standin.url, "--code", code, "--home", str(home), *options])


def test_it_learns_who_it_is_and_keeps_its_secret_to_itself(standin, tmp_path, capsys):
    home = tmp_path / "home"
    assert enrol(standin, home, standin.code("K7"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["device"] == "dev1"
    identity = Home(home).identity()
    assert (identity.device, identity.cluster, identity.broker.password) == ("dev1", "c7", "secret")
    assert identity.key.public == standin.devices["dev1"]
    for path in (home, home / "secret.json", home / "memory.sqlite3"):
        assert path.stat().st_mode & 0o77 == 0, path
    assert "secret" not in repr(identity)


def test_a_code_counts_once_and_a_second_try_keeps_the_key(standin, tmp_path, capsys):
    home = tmp_path / "home"
    assert enrol(standin, home, "wrong") == 1
    assert "Máy chủ không nhận mã này" in capsys.readouterr().err
    key = Home(home).seed()
    assert enrol(standin, home, standin.code("K7")) == 0
    assert Home(home).seed() == key
    assert enrol(standin, tmp_path / "other", "K7", "--lang", "en") == 1
    assert "refused this code" in capsys.readouterr().err
    assert enrol(standin, home, standin.code("K8")) == 1
    assert enrol(standin, home, "K8", "--again") == 0
    assert Home(home).seed() != key


def test_it_does_not_enrol_over_an_open_line(tmp_path, capsys):
    assert main(["enrol", "http://loa.example", "K", "--home", str(tmp_path / "h"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "plain_http"


@pytest.mark.parametrize("wrong", ["groups of another", "not signed", "no keys"])
def test_an_answer_that_makes_no_sense_enrols_nothing(standin, tmp_path, wrong, monkeypatch):
    answer = Standin.enrol

    def spoilt(self, envelope):
        status, facts = answer(self, envelope)
        facts |= {
            "groups of another": {"groups": facts["config"]},
            "not signed": {"config": "loa1 x y\n{}"},
            "no keys": {"keys": {}},
        }[wrong]
        return status, facts

    monkeypatch.setattr(Standin, "enrol", spoilt)
    assert enrol(standin, tmp_path / "h", standin.code("K7")) == 1
    assert not Home(tmp_path / "h").is_enrolled()


def test_what_is_not_enrolled_does_not_run_and_says_what_to_do(tmp_path, capsys):
    assert main(["run", "--home", str(tmp_path / "h")]) == 1
    assert "loa-speaker enrol" in capsys.readouterr().err
    assert main(["status", "--home", str(tmp_path / "h"), "--lang", "en"]) == 1
    assert "one-time code" in capsys.readouterr().err


def test_many_are_enrolled_for_a_simulation_and_read_back(standin, tmp_path):
    members = enrol_members(standin.url, [standin.code(f"K{n}") for n in range(3)])
    file = tmp_path / "members.json"
    write_members(members, file)
    assert file.stat().st_mode & 0o77 == 0
    again = read_members(file)
    assert [each.identity.device for each in again] == [each.identity.device for each in members]
    assert again[0].identity.key.public == standin.devices[again[0].identity.device]
    enrol(standin, tmp_path / "homes" / "a", standin.code("K9"))
    assert [each.groups for each in read_members(tmp_path / "homes")] == [("city", "b1", "c7")]


def test_a_simulation_runs_from_the_command_line(standin, tmp_path, capsys):
    standin.mqtt = ""
    write_members(enrol_members(standin.url, [standin.code(f"K{n}") for n in range(2)]), tmp_path / "m.json")
    words = ["simulate", "--identities", str(tmp_path / "m.json"), "--folder", str(tmp_path / "f"), "--json"]
    words += ["--state", str(tmp_path / "state.sqlite3")]
    assert main([*words, "--skew", "1:120", "--replay", "2", "--offline", "2:0:1", "--for", "0.2"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert next(event for event in events if event["event"] == "connected")["devices"] == 2
    assert events[-1]["event"] == "stopped"
    assert main(["simulate", "--identities", str(tmp_path / "none.json")]) == 1


def test_a_fleet_that_keeps_its_state_takes_it_up_again(standin, tmp_path):
    standin.mqtt = ""
    members = enrol_members(standin.url, [standin.code("K1"), standin.code("K2")])
    at = wall() + 3_600_000
    standin.plays("city", Play("p", at, 1, at, Priority.NORMAL, relay="http://127.0.0.1:9/"))

    async def work(until_taken):
        database = Database(tmp_path / "state.sqlite3")
        async with Fleet(members, tmp_path, database=database, every=0.05) as fleet:
            await fleet.connect()
            if until_taken:
                await fleet.acked("city", 1, 2)
            entries = [set(device.stage.entries) for device in fleet.devices.values()]
        database.close()
        return entries

    assert asyncio.run(work(until_taken=True)) == [{"p"}, {"p"}]
    standin.log.clear()
    assert asyncio.run(work(until_taken=False)) == [{"p"}, {"p"}]


def test_the_devices_own_wheel_carries_this_program_and_asks_for_what_it_imports():
    package = Path(__file__).parents[3] / "packaging/loa-speaker"
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    names = {re.split(r"[>=<]", each)[0] for each in project["dependencies"]}
    assert names == {"cryptography"}
    imported = set()
    for file in (package.parents[1] / "src/loa_speaker").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").partition(".")[0])
    assert imported - set(sys.stdlib_module_names) <= names | {"loa_wire", "loa_speaker", "miniaudio"}


def test_help_and_wrong_words_have_their_exit_codes():
    for words, status in ((["--help"], 0), (["run", "--help"], 0), ([], 2), (["enrol", "--nonsense"], 2)):
        with pytest.raises(SystemExit) as end:
            main(words)
        assert end.value.code == status


def test_the_device_needs_nothing_but_its_own_short_list():
    """What `run` loads is the standard library, cryptography and what that brings; simulating adds the decoder."""
    script = (
        "import sys; before = set(sys.modules)\n"
        "import loa_speaker.cli\n"
        "names = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(names - set(sys.stdlib_module_names)))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout.split()
    outside = {name for name in found if not name.startswith("_")}
    assert outside <= {"loa_speaker", "loa_wire", "cryptography", "cffi", "typing_extensions"}

"""The server of a copy: every source of programs, crashes, foreign data, closed folders."""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loa.ops import postgres
from loa.ops.errors import OpsError
from loa.ops.tests.copies import new_folder, wait_for

KEPT = "SELECT count(*) FROM kept"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = new_folder()
    yield made
    shutil.rmtree(made, ignore_errors=True)


def _cluster(folder: Path, choice: str = "") -> postgres.Cluster:
    programs = postgres.find_binaries(choice, copy_to=folder)
    return postgres.Cluster(programs, folder / "data", folder / "run", folder / "log", durable=False)


def _have(choice: str) -> bool:
    try:
        postgres.find_binaries(choice)
    except OpsError:
        return False
    return True


@pytest.mark.parametrize("choice", [c for c in ("embedded", "celerp", "system") if _have(c)])
def test_it_runs_from_every_source_and_knows_vietnamese_letters(folder: Path, choice: str) -> None:
    cluster = _cluster(folder, choice)
    assert cluster.create()
    server = cluster.start(print)
    try:
        postgres.prepare_roles(cluster.socket)
        assert postgres.prepare_database(cluster.socket)
        assert not postgres.prepare_database(cluster.socket)
        with postgres.connect(cluster.socket, "loa", user="loa_owner") as owner:
            owner.execute("CREATE TABLE kept (id int)")
        with postgres.connect(cluster.socket, "loa", user="loa_app") as app:
            app.execute("INSERT INTO kept VALUES (1)")
            row = app.execute("SELECT lower('ĐẢNG ỦY'), upper('tuyên giáo'), 'ĐỨC' ~* 'đức'").fetchone()
            tables = app.execute(
                "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'unaccent')"
            ).fetchone()
        assert row == ("đảng ủy", "TUYÊN GIÁO", True)
        assert tables == (2,)
    finally:
        server.stop()
    assert not cluster.create()


@pytest.mark.fault("R03")
def test_it_recovers_what_was_committed_before_a_kill(folder: Path) -> None:
    cluster = replace(_cluster(folder), durable=True)
    cluster.create()
    server = cluster.start(print)
    with postgres.connect(cluster.socket) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert wait_for(lambda: server.ended() is not None)
    server.stop()
    again = cluster.start(print)
    with postgres.connect(cluster.socket) as connection:
        assert connection.execute(KEPT).fetchone() == (1000,)
    again.stop()


def test_it_clears_lock_files_that_name_a_living_stranger(folder: Path) -> None:
    cluster = _cluster(folder)
    cluster.create()
    cluster.start(print).stop()
    (cluster.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{cluster.data}\n0\n5432\n{cluster.socket}\n\n0 0\nready\n"
    )
    (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    cluster.start(print).stop()


def test_it_ends_a_server_that_a_killed_run_left(folder: Path) -> None:
    cluster = _cluster(folder)
    cluster.create()
    left = cluster.start(print)
    second = cluster.start(print)
    assert left.ended() is not None
    with postgres.connect(cluster.socket) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()
    left.stop()


def test_it_refuses_data_of_another_version_and_says_what_to_do(folder: Path) -> None:
    cluster = _cluster(folder)
    cluster.create()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(OpsError, match="written by PostgreSQL 14"):
        cluster.create()


def test_it_repeats_a_first_start_that_was_interrupted(folder: Path) -> None:
    cluster = _cluster(folder)
    half = cluster.data.with_name("data.new")
    half.mkdir(parents=True)
    (half / "rubbish").touch()
    assert cluster.create()
    cluster.start(print).stop()


def test_it_reports_the_servers_last_words_when_it_does_not_start(folder: Path) -> None:
    cluster = replace(_cluster(folder), settings={"no_such_setting": "1"})
    cluster.create()
    with pytest.raises(OpsError, match="no_such_setting"):
        cluster.start(print)


def test_it_refuses_a_socket_folder_that_others_can_enter(folder: Path) -> None:
    cluster = _cluster(folder)
    cluster.create()
    cluster.socket.mkdir()
    cluster.socket.chmod(0o777)
    with pytest.raises(OpsError, match="open to others"):
        cluster.start(print)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as somebody else")
def test_as_root_it_refuses_a_closed_folder_and_copies_closed_programs(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(OpsError, match="cannot enter"):
        _cluster(closed).create()
    package = postgres.find_binaries("embedded").folder.parents[1]
    shutil.copytree(package, closed / package.name)
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, closed / libraries.name)
    copied = postgres.find_binaries(str(closed / package.name / "pginstall" / "bin"), copy_to=folder)
    assert copied.folder.is_relative_to(folder / "programs")
    cluster = postgres.Cluster(copied, folder / "data", folder / "run", folder / "log", durable=False)
    cluster.create()
    cluster.start(print).stop()

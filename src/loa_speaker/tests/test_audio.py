"""Audio is fetched in time, resumed, checked, and never takes more room than it may."""

from __future__ import annotations

import asyncio
import hashlib
import os

import pytest

from loa_speaker import audio
from loa_speaker.audio import MARGIN, SOON, SPREAD, Shelf, Wanted
from loa_speaker.clock import Clock, Pace
from loa_speaker.testing import Standin, serving, until, wall
from loa_speaker.web import Web, WebError
from loa_wire.commands import Play
from loa_wire.words import Priority


@pytest.fixture
def standin(monkeypatch):
    monkeypatch.setattr(audio, "_PAUSES", (0.02,))
    standin = Standin()
    with serving(standin) as url:
        standin.url = url
        yield standin


@pytest.fixture
def clock():
    clock = Clock(Pace())
    clock.set(wall(), 1)
    return clock


def offer(standin, data, **facts):
    sha256 = hashlib.sha256(data).hexdigest()
    standin.audio[sha256] = data
    return Play(f"p{sha256[:4]}", wall(), 1, wall(), Priority.NORMAL, sha256=sha256, size=len(data), **facts)


def bring(standin, clock, folder, plays, *, done=None, **facts):
    """Let a shelf fetch what plays need until `done`, by default until all of it is there."""

    async def work():
        shelf = Shelf(folder, clock, **facts)
        web = Web(standin.url, standin.member("d0").identity.key, clock.best)
        shelf.need("d0", plays, web, lambda: None)
        await until(lambda: done(shelf) if done else not any(shelf.missing(play.sha256) for play in plays))
        await shelf.close()
        return shelf

    return asyncio.run(work())


def test_a_transfer_that_breaks_off_is_taken_up_where_it_stopped(standin, clock, tmp_path):
    play = offer(standin, os.urandom(300_000))
    standin.break_off = 120_000
    shelf = bring(standin, clock, tmp_path / "audio", [play])
    assert shelf.path(play.sha256).read_bytes() == standin.audio[play.sha256]
    assert standin.served == 300_000
    assert standin.asked[1].endswith("bytes=120000-")


def test_what_was_half_there_before_a_restart_is_not_fetched_again(standin, clock, tmp_path):
    data = os.urandom(200_000)
    play = offer(standin, data)
    folder = tmp_path / "audio"
    folder.mkdir()
    (folder / f"{play.sha256}.part").write_bytes(data[:150_000])
    shelf = bring(standin, clock, folder, [play])
    assert standin.served == 50_000
    assert shelf.path(play.sha256).read_bytes() == data


def test_a_busy_server_is_asked_for_a_file_again(standin, clock, tmp_path):
    play = offer(standin, b"audio")
    standin.busy = 3
    shelf = bring(standin, clock, tmp_path / "audio", [play])
    assert shelf.path(play.sha256).read_bytes() == b"audio"
    assert len(standin.asked) == 4


@pytest.mark.parametrize(("said", "wait"), [("7", 7), ("0", 0), ("86400", 60), ("soon", 60), ("-1", 60)])
def test_a_busy_server_says_how_long_to_wait_and_not_for_ever(standin, clock, said, wait):
    standin.busy, standin.wait = 2, said
    web = Web(standin.url, standin.member("d0").identity.key, clock.best)
    for ask in (lambda: web.get("/device/audio/x/"), lambda: web.post("/device/exchange/", {})):
        with pytest.raises(WebError) as error:
            ask()
        assert (error.value.status, error.value.wait) == (429, wait)
    web.close()


@pytest.mark.parametrize("wrong", ["other bytes", "more bytes"])
def test_a_file_that_is_not_what_its_hash_says_is_never_kept(standin, clock, tmp_path, wrong):
    play = offer(standin, b"right" * 1_000)
    standin.audio[play.sha256] = b"wrong" * 1_000 if wrong == "other bytes" else b"right" * 5_000
    shelf = bring(
        standin,
        clock,
        tmp_path / "audio",
        [play],
        done=lambda shelf: shelf.missing(play.sha256) == "bad_audio",
    )
    assert not shelf.path(play.sha256).exists()
    assert list(shelf.folder.iterdir()) == []


def test_room_is_made_by_what_nobody_needs_oldest_first_and_never_by_what_is_scheduled(
    standin, clock, tmp_path
):
    folder = tmp_path / "audio"
    old, newer, needed = (offer(standin, os.urandom(40_000)) for _ in range(3))
    bring(standin, clock, folder, [old, newer, needed])
    os.utime(folder / old.sha256, (1, 1))
    os.utime(folder / newer.sha256, (2, 2))
    os.utime(folder / needed.sha256, (0, 0))
    fresh = offer(standin, os.urandom(30_000))
    bring(standin, clock, folder, [needed, fresh], limit=130_000)
    assert {path.name for path in folder.iterdir()} == {newer.sha256, needed.sha256, fresh.sha256}


@pytest.mark.fault("R26")
def test_where_there_is_no_room_it_says_so_and_the_small_ones_still_come(standin, clock, tmp_path):
    large, small = offer(standin, os.urandom(90_000)), offer(standin, os.urandom(9_000))
    shelf = bring(
        standin, clock, tmp_path / "audio", [large, small], limit=50_000,
        done=lambda shelf: shelf.missing(large.sha256) == "no_space" and not shelf.missing(small.sha256),
    )  # fmt: skip
    assert not shelf.path(large.sha256).exists()


def test_the_disk_is_never_filled_to_its_end(clock, tmp_path, monkeypatch):
    shelf = Shelf(tmp_path / "audio", clock)
    usage = type("Usage", (), {"free": MARGIN + 500})
    monkeypatch.setattr(audio.shutil, "disk_usage", lambda _path: usage)
    assert shelf.free() == 500


def test_a_city_does_not_fetch_at_one_moment_but_what_is_urgent_comes_at_once(clock, tmp_path):
    shelf = Shelf(tmp_path / "audio", clock)

    def delays(first, urgent=False):
        wanted = [Wanted("x", 1, None, wall() + first, urgent) for _ in range(400)]
        return [shelf._delay(each) * 1000 for each in wanted]

    spread = delays(first=6 * 3_600_000)
    assert max(spread) <= SPREAD
    assert max(spread) > SPREAD * 0.9
    assert min(spread) < SPREAD * 0.1
    assert max(delays(first=SOON + 60_000)) <= 60_000
    assert set(delays(first=SOON - 1_000)) == {0}
    assert set(delays(first=6 * 3_600_000, urgent=True)) == {0}


def test_an_earlier_use_of_a_file_ends_the_waiting(standin, clock, tmp_path):
    later = offer(standin, b"x" * 100)
    far = Play(later.id, wall() + 9 * 3_600_000, 1, wall(), Priority.NORMAL, sha256=later.sha256, size=100)

    async def work():
        shelf = Shelf(tmp_path / "audio", clock)
        web = Web(standin.url, standin.member("d0").identity.key, clock.best)
        shelf.need("d0", [far], web, lambda: None)
        await asyncio.sleep(0.05)
        assert shelf.missing(later.sha256) == "no_audio"
        shelf.need("d0", [far, later], web, lambda: None)
        await until(lambda: shelf.missing(later.sha256) is None)
        await shelf.close()

    asyncio.run(work())

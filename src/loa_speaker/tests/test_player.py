"""The machine's own player is ready before its moment, dies at once when it is stopped, and is not believed when it fails."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from loa_speaker.clock import Pace
from loa_speaker.errors import SpeakerError
from loa_speaker.player import PLAYERS, BadAudio, Score, SystemPlayer
from loa_speaker.simulated import SimulatedPlayer, decoded_length
from loa_speaker.testing import Standin, serving, until
from loa_speaker.tests.conftest import sound


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose mpg123 takes down what it was called with, reads what it is fed, and lives as long as asked."""
    tools = tmp_path / "bin"
    tools.mkdir()

    def install(seconds=0.0, status=0, name="mpg123"):
        program = tools / name
        program.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/called\necho $$ > {tmp_path}/pid\n'
            f"[ -p /dev/stdin ] && cat > {tmp_path}/fed\nsleep {seconds}\nexit {status}\n"
        )
        program.chmod(0o755)
        return SystemPlayer.find(Pace(), name)

    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    return install


def score(tmp_path, data=b"audio", **facts):
    file = tmp_path / "file"
    file.write_bytes(data)
    return Score(**{"source": str(file), "is_stream": False, "start": 0, "left": 100, "volume": 50} | facts)


def test_it_is_up_before_the_moment_and_fed_at_the_moment(machine, tmp_path):
    player = machine(seconds=0.15)

    async def work():
        sound_ = await player.prepare(score(tmp_path, b"x" * 200_000))
        await until((tmp_path / "called").exists)
        assert sound_.heard() == 0
        assert not (tmp_path / "fed").exists() or (tmp_path / "fed").stat().st_size == 0
        sound_.begin()
        assert await sound_.done is None
        assert sound_.heard() == 100

    asyncio.run(work())
    assert (tmp_path / "fed").read_bytes() == b"x" * 200_000
    assert (tmp_path / "called").read_text().split() == ["-q", "-f", "16384", "-k", "0", "-"]


@pytest.mark.parametrize(("seconds", "status"), [(0.2, 3), (0.0, 0)])
def test_one_that_fails_or_ends_too_soon_has_not_played(machine, tmp_path, seconds, status):
    player = machine(seconds, status)

    async def work():
        sound_ = await player.prepare(score(tmp_path, left=10_000))
        sound_.begin()
        assert await sound_.done == "player"
        assert sound_.heard() < 10_000

    asyncio.run(work())


def test_stopping_kills_it(machine, tmp_path):
    player = machine(seconds=60)

    async def work():
        sound_ = await player.prepare(score(tmp_path, start=5_000, left=60_000))
        sound_.begin()
        await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip())
        sound_.stop()
        assert sound_.done.cancelled()
        pid = int((tmp_path / "pid").read_text())
        await until(lambda: not _alive(pid))
        heard = sound_.heard()
        await asyncio.sleep(0.02)
        assert sound_.heard() == heard
        await sound_._task

    asyncio.run(work())
    assert (tmp_path / "called").read_text().split()[3:5] == ["-k", "191"]


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("name", PLAYERS)
def test_each_player_is_called_with_its_own_words_for_volume_and_start(name, tmp_path):
    player = SystemPlayer(name, Pace())
    words = player.command(Score("/a/b.mp3", False, 2_500, 9, 40), piped=False)
    assert name in words
    assert any("/a/b.mp3" in word for word in words)
    text = " ".join(words)
    assert any(volume in text for volume in ("=40", " 40", "0.40", "13107"))
    assert any(start in text for start in ("2.500", " 96 "))


@pytest.mark.parametrize(
    ("name", "words"), [("mpv", {"--no-config", "--ytdl=no"}), ("cvlc", {"--ignore-config", "--no-lua"})]
)
def test_a_relay_is_a_stream_and_never_a_page_to_look_into(name, words):
    relay = Score("https://vov.example.vn/live", True, 0, 9_000, 50)
    assert words <= set(SystemPlayer(name, Pace()).command(relay, piped=False))


@pytest.mark.parametrize("source", ["file:///etc/passwd", "-x", "/etc/passwd", "rtmp://x"])
def test_a_relay_is_played_from_the_web_only(source, tmp_path):
    relay = Score(source, True, 0, 100, 50)
    for player in (SystemPlayer("mpv", Pace()), SimulatedPlayer(Pace())):
        with pytest.raises(BadAudio):
            asyncio.run(player.prepare(relay))


def test_a_machine_without_a_player_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeakerError) as error:
        SystemPlayer.find(Pace())
    assert error.value.code == "no_player"


def test_the_simulation_decodes_the_real_file_and_refuses_what_is_none(tmp_path):
    (tmp_path / "a.wav").write_bytes(sound(1.25))
    (tmp_path / "b.mp3").write_bytes(b"no audio at all" * 99)
    assert decoded_length(tmp_path / "a.wav") == 1_250
    with pytest.raises(BadAudio):
        decoded_length(tmp_path / "b.mp3")


def test_it_decodes_a_real_mp3(tmp_path):
    assert decoded_length(_mp3(tmp_path / "a.mp3", seconds=2)) == pytest.approx(2_000, abs=120)


def _mp3(path, seconds):
    import av

    with av.open(str(path), "w") as file:
        stream = file.add_stream("mp3", rate=24_000, layout="mono")
        for n in range(seconds * 24_000 // 1_000):
            frame = av.AudioFrame(format="s16p", layout="mono", samples=1_000)
            frame.sample_rate, frame.pts = 24_000, n * 1_000
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def test_a_relay_sounds_as_long_as_something_comes(tmp_path):
    with serving(Standin()) as url:

        async def work():
            sound_ = await SimulatedPlayer(Pace()).prepare(Score(f"{url}/stream/0.3/", True, 0, 9_000, 50))
            began = time.monotonic()
            sound_.begin()
            assert await sound_.done is None
            assert 0 < sound_.heard() <= (time.monotonic() - began) * 1_000 + 50
            gone = await SimulatedPlayer(Pace()).prepare(Score("http://127.0.0.1:9/", True, 0, 9_000, 50))
            gone.begin()
            assert (await gone.done, gone.heard()) == ("player", 0)

        asyncio.run(work())

"""Speech engines: espeak-ng at hand, other voices from a folder, each a child that cannot hang the house."""

import json
import os
import sys
import time
import wave
from pathlib import Path

import pytest

from loa.voice import errors
from loa.voice.engines import LONGEST_TEXT, EspeakEngine, FolderEngine, engines
from loa.voice.limits import TimedOut, own, run
from loa.voice.sound import LEVEL, speak_to_file

PROGRAM = """
import io, math, struct, sys, wave
text = sys.stdin.read()
file = open(sys.argv[2], "wb") if len(sys.argv) > 2 else sys.stdout.buffer
sound = io.BytesIO()
with wave.open(sound, "wb") as out:
    out.setparams((1, 2, 22050, 0, "NONE", ""))
    count = 22050 * len(text.split()) // 2
    out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(at / 9))) for at in range(count)))
file.write(sound.getvalue())
"""


@pytest.fixture
def voice_folder(tmp_path):
    def make(code=PROGRAM, **told):
        folder = tmp_path / "giong-thu"
        folder.mkdir()
        (folder / "speak.py").write_text(code)
        run_sh = folder / "run.sh"
        run_sh.write_text(f'#!/bin/sh\nexec "{sys.executable}" speak.py "$@"\n')
        run_sh.chmod(0o755)
        told = {"label": "Giọng thử", "program": ["./run.sh", "{voice}"], "sample_rate": 22050} | told
        (folder / "voice.json").write_text(json.dumps(told))
        return folder

    return make


@pytest.mark.parametrize("voice", EspeakEngine.voices)
def test_espeak_speaks_vietnamese_in_three_voices(tmp_path, voice):
    made = speak_to_file("Họp tổ lúc 19h30.", EspeakEngine(), voice, tmp_path / "said.mp3")
    assert made.seconds > 1.5
    assert made.loudness_lufs == pytest.approx(LEVEL, abs=1)


def test_a_longer_text_lasts_longer_and_the_voices_differ(tmp_path):
    engine, sizes = EspeakEngine(), {}
    for name, text, voice in [
        ("a", "xin chào", "vi"),
        ("b", "xin chào bà con", "vi"),
        ("c", "xin chào", "vi-south"),
    ]:
        out = tmp_path / name
        engine.speak(text, voice, out)
        sizes[name] = out.read_bytes()
    assert len(sizes["b"]) > len(sizes["a"])
    assert sizes["a"] != sizes["c"]


def test_a_text_is_made_speakable_before_it_is_spoken(tmp_path):
    said = [
        speak_to_file(text, EspeakEngine(), "vi", tmp_path / "said.mp3").sha256
        for text in ("Họp ngày 5/9", "Họp ngày mùng năm tháng chín")
    ]
    assert said[0] == said[1]


def test_a_new_line_is_a_pause(tmp_path):
    lines, run_on = (
        speak_to_file(text, EspeakEngine(), "vi", tmp_path / "said.mp3").seconds
        for text in ("Thông báo\nHọp tổ dân phố\nMời bà con", "Thông báo họp tổ dân phố mời bà con")
    )
    assert lines > run_on + 0.3


def test_what_cannot_be_spoken_is_refused_in_words(tmp_path):
    out, engine = tmp_path / "said.mp3", EspeakEngine()
    with pytest.raises(errors.NothingToSay, match="Chưa có nội dung"):
        speak_to_file(" — … 🎉", engine, "vi", out)
    with pytest.raises(errors.NothingToSay, match=f"{LONGEST_TEXT} ký tự"):
        speak_to_file("a " * LONGEST_TEXT, engine, "vi", out)
    with pytest.raises(errors.NoVoice, match="chọn một giọng"):
        speak_to_file("xin chào", engine, "vi-north", out)


def test_an_engine_that_takes_too_long_is_stopped(tmp_path):
    with pytest.raises(errors.VoiceFailed, match="đã dừng"):
        EspeakEngine(seconds=0.01).speak("xin chào", "vi", tmp_path / "said.wav")


def test_a_child_is_killed_with_all_that_it_started(tmp_path):
    note = tmp_path / "pid"
    program = f"sleep 600 & echo $! > {note}.new; mv {note}.new {note}; wait"
    with pytest.raises(TimedOut):
        run(["/bin/sh", "-c", program], b"", 1.0)
    pid = int(note.read_text())
    while _lives(pid):  # pytest's own limit is the judge
        time.sleep(0.01)


def _lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_child_gets_no_more_memory_than_it_may_have():
    hungry = own("loa.voice.limits", "100", "20", sys.executable, "-c", "b = bytearray(300 << 20)")
    ended = run(hungry, b"", 60)
    assert ended.code != 0
    assert "MemoryError" in ended.complaint


def test_a_voice_from_a_folder_speaks(voice_folder, tmp_path):
    engine = FolderEngine(voice_folder(voices={"nu": "Giọng nữ"}))
    assert (engine.key, engine.label, dict(engine.voices)) == ("giong-thu", "Giọng thử", {"nu": "Giọng nữ"})
    made = speak_to_file("bốn chữ ở đây", engine, "nu", tmp_path / "said.mp3")
    assert made.seconds == pytest.approx(2.05, abs=0.1)


def test_a_voice_may_write_the_file_itself(voice_folder, tmp_path):
    engine = FolderEngine(voice_folder(program=["./run.sh", "{voice}", "{out}"]))
    engine.speak("hai chữ", next(iter(engine.voices)), tmp_path / "said.wav")
    with wave.open(str(tmp_path / "said.wav")) as sound:
        assert sound.getnframes() == 22050


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("import sys; sys.exit('no model')", {}),
        ("print('not a wav')", {}),
        ("pass", {}),
        (PROGRAM, {"sample_rate": 16000}),
        (PROGRAM, {"program": ["./missing.sh"]}),
        ("b = bytearray(900 << 20)", {"memory_mb": 200}),
        ("import time; time.sleep(600)", {"seconds": 1}),
    ],
    ids=["fails", "no wav", "says nothing", "another rate", "no program", "too much memory", "without end"],
)
def test_a_voice_that_fails_says_what_to_do(voice_folder, tmp_path, program, told):
    engine = FolderEngine(voice_folder(program, **told))
    with pytest.raises(errors.VoiceFailed, match="Hãy"):
        engine.speak("xin chào", next(iter(engine.voices)), tmp_path / "said.wav")


@pytest.mark.parametrize(
    ("told", "name"),
    [({"label": ""}, "label"), ({"program": "run.sh"}, "program"), ({"seconds": -1}, "seconds")],
)
def test_a_wrong_voice_file_names_what_is_wrong(voice_folder, told, name):
    with pytest.raises(errors.NoVoice, match=f"mục {name}"):
        FolderEngine(voice_folder(**told))


def test_voices_are_found_by_the_setting_and_a_broken_one_stops_no_other(
    voice_folder, monkeypatch, tmp_path, caplog
):
    monkeypatch.delenv("LOA_VOICES", raising=False)
    assert list(engines()) == ["espeak"]
    monkeypatch.setenv("LOA_VOICES", f"{voice_folder()}{os.pathsep}")
    assert list(engines()) == ["espeak", "giong-thu"]
    monkeypatch.setenv("LOA_VOICES", str(tmp_path / "nothing"))
    assert list(engines()) == ["espeak"]
    assert "thiếu tệp voice.json" in caplog.text
    with pytest.raises(errors.NoVoice, match=r"thiếu tệp voice\.json"):
        engines(strict=True)

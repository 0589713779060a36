"""Sound files are known by their content, refused in words, and leave at one level."""

import json
import subprocess
import sys
import zipfile

import pytest

from loa.voice import errors, sound
from loa.voice.sound import LEVEL, _ask, check_upload, encode, measure
from loa.voice.tests.making_sound import KINDS, RATE, speechlike, tone, write_film, write_sound

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
LIMITS = {"longest_s": 60, "most_bytes": 10_000_000}


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sounds")
    samples = speechlike(4)
    return {kind: write_sound(folder / f"sound.{kind}", kind, samples, title="Bản tin") for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_accepted_kind_is_read_to_its_end(sounds, kind):
    found = check_upload(sounds[kind], **LIMITS)
    assert found.seconds == pytest.approx(4, abs=0.15)
    assert (found.rate, found.channels) == (RATE, 2)
    codec = {"m4a": "aac", "wav": "pcm_s16le", "ogg": "vorbis"}.get(kind, kind)
    assert found.codec == codec


def test_the_name_of_a_file_plays_no_part(sounds, tmp_path):
    named = tmp_path / "notes.txt"
    named.write_bytes(sounds["flac"].read_bytes())
    assert check_upload(named, **LIMITS).codec == "flac"


def test_a_recording_cut_out_of_a_stream_and_a_cover_picture_do_no_harm(tmp_path):
    plain = write_sound(
        tmp_path / "a.mp3", "mp3", speechlike(4), options={"write_xing": "0", "id3v2_version": "0"}
    )
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(plain.read_bytes()[7777:])
    assert check_upload(cut, **LIMITS).seconds == pytest.approx(3.5, abs=0.1)
    picture = b"\0image/png\0\3\0" + PNG
    frame = b"APIC" + len(picture).to_bytes(4, "big") + b"\0\0" + picture
    covered = tmp_path / "covered.mp3"
    covered.write_bytes(
        b"ID3\3\0\0\0\0" + bytes([len(frame) >> 7, len(frame) & 127]) + frame + plain.read_bytes()
    )
    assert check_upload(covered, **LIMITS).codec == "mp3"


def _zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.mp3", b"x" * 5000)


NOT_SOUND = {
    "an archive": _zip,
    "a playlist of addresses": lambda p: p.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    ),
    "a list of files": lambda p: p.write_text("ffconcat version 1.0\nfile '/etc/hostname'\n"),
    "a session description": lambda p: p.write_text("v=0\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"),
    "a page": lambda p: p.write_text("<!doctype html><title>404</title>"),
    "nothing": lambda p: p.write_bytes(b""),
    "a manifest": lambda p: p.write_text('<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>'),
}


@pytest.mark.parametrize("what", NOT_SOUND)
def test_what_is_no_sound_is_refused_whatever_its_name(tmp_path, what):
    path = tmp_path / "bulletin.mp3"
    NOT_SOUND[what](path)
    with pytest.raises(errors.NotSound, match="mp3, aac, m4a, wav, ogg, opus hoặc flac"):
        check_upload(path, **LIMITS)


def test_a_film_is_refused(tmp_path):
    with pytest.raises(errors.HasPicture, match="video"):
        check_upload(write_film(tmp_path / "film.m4a"), **LIMITS)


@pytest.mark.parametrize("kind", ["mp3", "m4a", "wav", "ogg", "opus", "flac"])
def test_a_file_that_breaks_off_is_refused(sounds, tmp_path, kind):
    data = sounds[kind].read_bytes()
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(data[: int(len(data) * 0.6)])
    with pytest.raises(errors.Broken, match="tải lên chưa hết"):
        check_upload(cut, **LIMITS)


@pytest.mark.parametrize("kind", ["mp3", "aac", "m4a", "ogg", "flac"])
def test_a_file_damaged_in_the_middle_is_refused(sounds, tmp_path, kind):
    data = bytearray(sounds[kind].read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 8] = bytes((at * 73) & 0xFF for at in range(len(data) // 8))
    hurt = tmp_path / f"hurt.{kind}"
    hurt.write_bytes(data)
    with pytest.raises(errors.Broken):
        check_upload(hurt, **LIMITS)


@pytest.mark.parametrize("kind", ["wav", "ogg"])
def test_an_over_long_file_is_refused_with_the_limit(sounds, kind):
    with pytest.raises(errors.TooLong, match="dài hơn 3 giây"):
        check_upload(sounds[kind], longest_s=3, most_bytes=10_000_000)


def test_a_file_that_only_claims_to_be_long_is_not_decoded(sounds, tmp_path):
    claims = tmp_path / "claims.wav"
    data = bytearray(sounds["wav"].read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = (2_000_000_000).to_bytes(4, "little")
    claims.write_bytes(data)
    with pytest.raises((errors.TooLong, errors.Broken)):
        check_upload(claims, **LIMITS)


def test_a_too_large_file_is_refused_unread(sounds):
    with pytest.raises(errors.TooLarge, match="vượt mức 0,1 MB"):
        check_upload(sounds["wav"], longest_s=60, most_bytes=100_000)


@pytest.mark.parametrize("samples", [tone(2, amplitude=0.0), tone(2, amplitude=0.001), tone(0.2)])
def test_what_cannot_be_heard_is_refused(tmp_path, samples):
    with pytest.raises(errors.Silent, match="không có tiếng"):
        check_upload(write_sound(tmp_path / "still.wav", "wav", samples), **LIMITS)


def test_loudness_is_that_of_the_recommendation(tmp_path):
    # Source: EBU Tech 3341; a sine of 997 Hz in one channel at 0 dBFS reads -3.01 LUFS.
    found = measure(write_sound(tmp_path / "sine.wav", "wav", tone(3, 997.0, 0.1)))
    assert found.loudness_lufs == pytest.approx(-23.0, abs=0.2)
    assert found.peak_db == pytest.approx(-20.0, abs=0.2)


@pytest.mark.parametrize(
    "samples",
    [tone(3, amplitude=0.01), tone(3, amplitude=0.9), speechlike(5), speechlike(5, 0.02)],
    ids=["quiet", "loud", "with peaks", "quiet with peaks"],
)
def test_everything_leaves_at_one_level(tmp_path, samples):
    made = encode(write_sound(tmp_path / "in.wav", "wav", samples), tmp_path / "out.mp3")
    found = measure(made.path)
    assert found.loudness_lufs == pytest.approx(LEVEL, abs=1)
    assert found.loudness_lufs == pytest.approx(made.loudness_lufs, abs=0.01)
    assert found.peak_db <= -1.5
    assert (found.codec, found.rate, found.channels) == ("mp3", 44100, 1)


def test_the_length_is_that_of_the_frames_at_a_constant_rate(sounds, tmp_path):
    made = encode(sounds["ogg"], tmp_path / "out.mp3")
    assert made.seconds == pytest.approx(4.1, abs=0.15)
    assert measure(made.path).seconds <= made.seconds
    assert made.bytes * 8 / made.seconds == pytest.approx(64_000, rel=0.02)


def test_the_same_sound_gives_the_same_file(sounds, tmp_path):
    first = encode(sounds["flac"], tmp_path / "first.mp3")
    other = tmp_path / "renamed.bin"
    other.write_bytes(sounds["flac"].read_bytes())
    second = encode(other, tmp_path / "second.mp3")
    assert first.sha256 == second.sha256
    assert b"Lavf6" not in first.path.read_bytes()  # the version of the library would change the digest
    assert "Bản tin".encode() not in first.path.read_bytes()


def test_a_refused_source_leaves_the_target_as_it_was(tmp_path):
    target = tmp_path / "out.mp3"
    target.write_bytes(b"before")
    with pytest.raises(errors.Silent):
        encode(write_sound(tmp_path / "still.wav", "wav", tone(2, amplitude=0.0)), target)
    assert target.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


def test_a_decoder_that_wants_too_much_memory_is_stopped(sounds):
    with pytest.raises(errors.Broken):
        _ask("measure", sounds["wav"], megabytes=30)


def test_a_decoder_without_end_is_stopped(sounds, monkeypatch):
    monkeypatch.setitem(sound._SECONDS, "measure", 0.0)
    monkeypatch.setitem(sound._SECONDS_A_MEGABYTE, "measure", 0.01)
    with pytest.raises(errors.TooSlow, match="đã dừng"):
        measure(sounds["wav"])


def test_no_decoder_and_no_speech_library_is_loaded_by_those_who_ask(sounds):
    program = (
        "import json, sys; from pathlib import Path; from loa.voice.engines import engines;"
        "from loa.voice.sound import measure; measure(Path(sys.argv[1])); engines();"
        "print(json.dumps([m for m in sys.modules if m in ('av', 'espeakng_loader', 'django')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sounds["wav"])], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == []

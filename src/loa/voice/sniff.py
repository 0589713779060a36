"""What kind of sound a file is by its first and last bytes; names and endings play no part.

It must not decode: it names the one demuxer that a decoder may use.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

_LOOK: Final = 64 * 1024
_MAGIC: Final = ((0, b"RIFF", "wav"), (0, b"fLaC", "flac"), (0, b"OggS", "ogg"), (4, b"ftyp", "mov"))
_LONGEST_FRAME: Final = 1441
_RATES: Final = (44100, 48000, 32000)
_KBITS: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)


def _after_tags(file: BinaryIO) -> bytes:
    """Return the first bytes behind any ID3 tags."""
    at = 0
    for _ in range(4):
        file.seek(at)
        head = file.read(10)
        if len(head) < 10 or head[:3] != b"ID3":
            break
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size
    file.seek(at)
    return file.read(_LOOK)


def demuxer_of(path: Path) -> str | None:
    """Return the demuxer for an accepted kind of sound, or None: mp3, aac, mov (m4a), wav, ogg, flac."""
    with path.open("rb") as file:
        head = _after_tags(file)
    for at, magic, demuxer in _MAGIC:
        if head[at : at + 4] == magic and (demuxer != "wav" or head[8:12] == b"WAVE"):
            return demuxer
    return _stream_of_frames(head.lstrip(b"\0"))


def _stream_of_frames(head: bytes) -> str | None:
    """Return what follows one another without any head of the file: frames of aac (ADTS) or mp3."""
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        layer = head[1] >> 1 & 3
        if layer == 0 and head[1] & 0xF0 == 0xF0:
            return "aac"
        return "mp3" if layer == 1 else None
    return "mp3" if _begins_in_a_frame(head) else None


def _begins_in_a_frame(head: bytes) -> bool:
    """Tell whether mp3 frames follow one another soon: a recording cut out of a stream begins anywhere."""
    if head[:2] == b"PK":
        return False
    starts = (at for at in range(min(len(head), _LONGEST_FRAME)) if head[at] == 0xFF)
    return any(sum(1 for _ in islice(mp3_frames(head[at:]), 4)) == 4 for at in starts)


def tells_its_length(path: Path, demuxer: str) -> bool:
    """Tell whether a file says itself how long it is; an mp3 does so in its first frame, or not at all."""
    if demuxer == "mp3":
        with path.open("rb") as file:
            first = _after_tags(file)[:256]
        return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))
    return demuxer != "aac"


def lacks_its_end(path: Path, demuxer: str) -> bool:
    """Tell whether a wav or ogg file breaks off: its size, or the mark of its last page, says more was meant."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if demuxer == "wav":
            return _wav_lacks(file, size)
        if demuxer == "ogg":
            file.seek(max(0, size - _LOOK - 300))
            tail = file.read()
            at = tail.rfind(b"OggS")
            if at < 0 or len(tail) < at + 27:
                return True
            table = tail[at + 27 : at + 27 + tail[at + 26]]
            return not tail[at + 5] & 4 or len(tail) < at + 27 + tail[at + 26] + sum(table)
    return False


def _wav_lacks(file: BinaryIO, size: int) -> bool:
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            endless = length in {0, 0xFFFFFFFF}  # written to a pipe: its length was never known
            return not endless and at + 8 + length > size + 1
        at += 8 + length + length % 2
    return True


def mp3_frames(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the place, samples and sampling rate of every frame of an mp3 stream (layer III)."""
    at = 0
    if data[:3] == b"ID3":
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    while at + 4 <= len(data):
        head = int.from_bytes(data[at : at + 4], "big")
        bits, rate = head >> 12 & 15, head >> 10 & 3
        if head >> 20 != 0xFFF or head >> 17 & 3 != 1 or not 0 < bits < 15 or rate == 3 or not head >> 19 & 1:
            return
        hertz = _RATES[rate]
        yield at, 1152, hertz
        at += 144_000 * _KBITS[bits] // hertz + (head >> 9 & 1)


def mp3_seconds(path: Path) -> float:
    """Return how long an mp3 file of our own making plays: all its frames but the first, which only tells about the rest."""
    data = path.read_bytes()
    frames = list(mp3_frames(data))
    first = data[frames[0][0] : frames[0][0] + 64] if frames else b""
    told = 1 if b"Info" in first or b"Xing" in first else 0
    return sum(samples / rate for _, samples, rate in frames[told:])

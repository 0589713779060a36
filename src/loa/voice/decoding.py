"""Sound files decoded and measured, inside the process that has limits; never call this in the web process.

FFmpeg reads the bytes through one open file: it is told the demuxer, may use a short list of decoders and can open
nothing else.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final

import av
import av.error
import av.logging
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from loa.voice.sniff import demuxer_of, lacks_its_end, tells_its_length

CODECS: Final = frozenset(
    ["mp3", "mp3float", "aac", "vorbis", "libvorbis", "opus", "libopus", "flac", "alac"]
)
_QUIETEST: Final = -70.0
_SILENT_PEAK: Final = -50.0
_SILENT_LOUDNESS: Final = -60.0
_AT_AN_END: Final = 3
"""Packets at either end that may be unreadable: a recording cut out of a stream, a foreign tag at the end."""
_HOLES: Final = 0.25
"""Seconds that may be missing in all, beside a thousandth of the length: what encoders add and take at the ends."""

av.logging.set_level(None)


class Refused(Exception):
    """The file cannot be used; `code` is that of an error in `loa.voice.errors`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file holds; the same names as `loa.voice.sound.Measured`."""

    seconds: float
    codec: str
    rate: int
    channels: int
    loudness_lufs: float
    peak_db: float
    silent: bool

    def told(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


def _nothing_else(_url: str, _flags: int, _options: dict[str, str]) -> Any:
    raise Refused("not_sound")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open a sound file of an accepted kind; a film, a playlist or anything else is refused."""
    demuxer = demuxer_of(path)
    if demuxer is None:
        raise Refused("not_sound")
    with path.open("rb") as file:
        try:
            container = _container(file, demuxer)
        except (av.error.FFmpegError, ValueError) as error:
            raise Refused("broken_sound") from error
        with container:
            yield container, _only_sound(container)


def _container(file: BinaryIO, demuxer: str) -> InputContainer:
    container = av.open(
        file,
        format=demuxer,
        io_open=_nothing_else,
        options={"err_detect": "crccheck+bitstream+buffer"},
        metadata_errors="replace",
    )
    assert isinstance(container, InputContainer)
    return container


def _only_sound(container: InputContainer) -> AudioStream:
    for stream in container.streams:
        picture = stream.type == "video" and not int(stream.disposition) & int(
            av.stream.Disposition.attached_pic
        )
        if picture:
            raise Refused("has_picture")
    if not container.streams.audio:
        raise Refused("not_sound")
    stream = container.streams.audio[0]
    name = stream.codec_context.name
    if name not in CODECS and not name.startswith("pcm_"):
        raise Refused("not_sound")
    stream.codec_context.thread_count = 1
    return stream


def frames(path: Path, longest_s: float | None = None) -> Iterator[AudioFrame]:
    """Decode a file to its end.

    Raises:
        Refused: it is damaged, breaks off, or goes on past `longest_s`.

    """
    demuxer = str(demuxer_of(path))
    with opened(path) as (container, stream):
        told = _told_seconds(path, demuxer, stream)
        if longest_s is not None and told is not None and told > longest_s + 1:
            raise Refused("sound_too_long", seconds=round(told))
        if lacks_its_end(path, demuxer):
            raise Refused("broken_sound")
        seconds, holes = 0.0, 0.0
        due: float | None = None
        for frame in _whole(container, stream):
            lasts = frame.samples / frame.sample_rate
            seconds += lasts
            if longest_s is not None and seconds > longest_s:
                raise Refused("sound_too_long", seconds=round(told or seconds))
            if frame.time is not None:
                holes += max(0.0, frame.time - due) if due is not None else 0.0
                due = frame.time + lasts
            yield frame
        missing = max(holes, (told or 0.0) - seconds)
        if not seconds or missing > _HOLES + seconds / 1000:
            raise Refused("broken_sound")


def _whole(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decode every packet; one that cannot be read is forgiven at either end alone."""
    bad_at: int | None = None
    for number, packet in enumerate(container.demux(stream)):
        try:
            decoded = packet.decode()
        except av.error.FFmpegError:
            bad_at = number if number >= _AT_AN_END and bad_at is None else bad_at
            continue
        if bad_at is not None and packet.size and number > bad_at + _AT_AN_END:
            raise Refused("broken_sound")
        for frame in decoded:
            assert isinstance(frame, AudioFrame)
            yield frame


def _told_seconds(path: Path, demuxer: str, stream: AudioStream) -> float | None:
    """Return how long the file says it is; an estimate from its bit rate is no word of the file."""
    if stream.duration is None or stream.time_base is None or not tells_its_length(path, demuxer):
        return None
    return float(stream.duration * stream.time_base)


class Ruler:
    """Measures loudness and true peak of frames by EBU R128, as one channel."""

    def __init__(self) -> None:
        self.loudness = _QUIETEST
        self.peak = _QUIETEST
        self._graph: Graph | None = None

    def _start(self, frame: AudioFrame) -> Graph:
        graph = Graph()
        source = graph.add_abuffer(
            sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name
        )
        chain = [
            source,
            graph.add("aformat", "sample_fmts=dbl:channel_layouts=mono:sample_rates=48000"),
            graph.add("ebur128", "metadata=1:peak=true"),
            graph.add("abuffersink"),
        ]
        for first, second in pairwise(chain):
            first.link_to(second)
        graph.configure()
        return graph

    def take(self, frame: AudioFrame | None) -> None:
        """Measure one frame; None is the end."""
        if self._graph is None:
            if frame is None:
                return
            self._graph = self._start(frame)
        self._graph.push(frame)
        while True:
            try:
                measured = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            told = measured.metadata
            self.loudness = _number(told.get("lavfi.r128.I"), self.loudness)
            for name, value in told.items():
                if name.startswith("lavfi.r128.true_peak"):
                    self.peak = max(self.peak, _decibels(_number(value, 0.0)))


def _number(text: str | None, otherwise: float) -> float:
    value = float(text) if text else otherwise
    return value if math.isfinite(value) else otherwise


def _decibels(linear: float) -> float:
    return 20 * math.log10(linear) if linear > 0 else _QUIETEST


def measure(path: Path, longest_s: float | None = None) -> Sound:
    """Decode a file to its end and say what it holds."""
    ruler = Ruler()
    seconds, rate, channels = 0.0, 0, 0
    shape: tuple[int, str, str] | None = None
    for frame in frames(path, longest_s):
        now = (frame.sample_rate, frame.format.name, frame.layout.name)
        if shape not in {None, now}:
            raise Refused("broken_sound")  # no honest recording changes its form on the way
        shape = now
        seconds += frame.samples / frame.sample_rate
        rate, channels = frame.sample_rate, frame.layout.nb_channels
        ruler.take(frame)
    ruler.take(None)
    with opened(path) as (_, stream):
        codec = stream.codec_context.name.removesuffix("float").removeprefix("lib")
    silent = ruler.peak < _SILENT_PEAK or ruler.loudness < _SILENT_LOUDNESS
    return Sound(
        round(seconds, 3), codec, rate, channels, round(ruler.loudness, 2), round(ruler.peak, 2), silent
    )

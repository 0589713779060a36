"""`loa voice`: texts made speakable and spoken, sound files checked; starts neither Django nor a database."""

from __future__ import annotations

import gettext
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import click

from config import paths
from loa.lib.errors import DomainError
from loa.lib.said import retold
from loa.voice.engines import EspeakEngine, engines
from loa.voice.errors import NoVoice
from loa.voice.normalise import pieces, spoken
from loa.voice.sound import Encoded, Measured, check_upload, speak_to_file

_LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of the messages."
)


@click.group()
def voice() -> None:
    """Make Vietnamese texts speakable, speak them, check sound files."""


@voice.command()
@click.argument("text")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The mp3 to write."
)
@click.option("--engine", "engine_key", default=EspeakEngine.key, show_default=True)
@click.option("--voice", "voice_key", default="", help="One of the engine's voices; else its first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def say(text: str, out: Path, engine_key: str, voice_key: str, as_json: bool) -> None:
    """Write TEXT ("-": standard input) as spoken sound, at the level of everything that goes on air."""
    found = engines(strict=True)
    if engine_key not in found:
        raise NoVoice
    engine = found[engine_key]
    words = sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text
    made = speak_to_file(words, engine, voice_key or next(iter(engine.voices)), out)
    told = asdict(made) | {"path": str(made.path), "engine": engine.key}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _made_line(made))


@voice.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object for each stretch that is read differently."
)
def normalise(file: TextIO, as_json: bool) -> None:
    """Print the text of FILE (else of standard input) as it is read aloud."""
    text = file.read()
    if not as_json:
        click.echo(spoken(text))
        return
    for piece in pieces(text):
        if piece.kind:
            click.echo(json.dumps(asdict(piece), ensure_ascii=False))


@voice.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--longest", type=click.FloatRange(min=1), default=1800.0, show_default=True, help="Seconds.")
@click.option("--most", type=click.FloatRange(min=0.01), default=100.0, show_default=True, help="Megabytes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_LANGUAGE
def check(files: tuple[str, ...], longest: float, most: float, as_json: bool, language: str) -> None:
    """Say for every FILE whether it can go on air: what it holds, or why not.

    The kind is known by the content. The exit code is 0 whatever is wrong with a file.
    """
    look_up = _catalogue(language)
    for name in files:
        found, error = _checked(Path(name), longest, int(most * 1_000_000))
        told: dict[str, Any] = {
            "file": name,
            "error": retold(error.text, look_up) if error else None,
            "code": error.code if error else None,
        } | (asdict(found) if found else {})
        line = json.dumps(told, ensure_ascii=False) if as_json else _line(told)
        click.echo(line.encode("utf-8", "backslashreplace"))


def _checked(path: Path, longest: float, most: int) -> tuple[Measured | None, DomainError | None]:
    try:
        return check_upload(path, longest_s=longest, most_bytes=most), None
    except DomainError as error:
        return None, error
    except OSError as error:
        return None, DomainError(f"{error.strerror}.")


def _line(told: dict[str, Any]) -> str:
    if told["error"]:
        return f"{told['file']}: {told['error']}"
    return (
        f"{told['file']}: {told['codec']}, {told['seconds']:.1f} s, {told['rate']} Hz × {told['channels']},"
        f" {told['loudness_lufs']:.1f} LUFS, {told['peak_db']:.1f} dBTP"
    )


def _made_line(made: Encoded) -> str:
    return f"{made.path}: {made.seconds:.1f} s, {made.bytes} bytes, {made.loudness_lufs:.1f} LUFS, sha256 {made.sha256}"


def _catalogue(language: str) -> Callable[[str], str]:
    """Return what looks a sentence up; the sources are Vietnamese, and so is what has no translation."""
    if language == "vi":
        return str
    folder = paths.ROOT / "locale"
    return gettext.translation("django", str(folder), [language], fallback=True).gettext

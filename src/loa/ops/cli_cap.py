"""`loa cap`: check alert files; starts neither Django nor a database."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable

import click

from config import paths
from loa.lib.cap.files import FileReport, check_file
from loa.lib.said import retold


@click.group()
def cap() -> None:
    """Check alerts in the Common Alerting Protocol (CAP 1.2, 1.1, 1.0)."""


@cap.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of the messages."
)
def check(files: tuple[str, ...], as_json: bool, language: str) -> None:
    """Judge every FILE against the schema and the rules of the CAP text.

    Prints for each file the verdict (accept, warn, reject), the version and what is wrong: the element, the rule, a
    sentence. Nothing outside the files is read; a document with a DOCTYPE is refused. The exit code is 0 whatever the
    verdicts.
    """
    look_up = _catalogue(language)
    for name in files:
        answer = check_file(name)
        click.echo(_line(answer, look_up) if as_json else _page(answer, look_up))


def _line(answer: FileReport, look_up: Callable[[str], str]) -> bytes:
    problems = [
        {"element": p.element, "rule": p.rule, "message": retold(p.message, look_up)}
        for p in answer.report.problems
    ]
    told = {
        "file": answer.file,
        "verdict": answer.report.verdict,
        "version": answer.report.version,
        "problems": problems,
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _page(answer: FileReport, look_up: Callable[[str], str]) -> bytes:
    lines = [retold(answer.heading, look_up)]
    lines += [f"  {p.element} [{p.rule}]: {retold(p.message, look_up)}" for p in answer.report.problems]
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _catalogue(language: str) -> Callable[[str], str]:
    """Return what looks a sentence up; the sources are Vietnamese, and so is what has no translation."""
    if language == "vi":
        return str
    folder = paths.ROOT / "locale"
    return gettext.translation("django", str(folder), [language], fallback=True).gettext

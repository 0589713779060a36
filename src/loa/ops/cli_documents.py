"""`loa documents`: work on files of official documents; starts neither Django nor a database."""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable
from pathlib import Path

import click

from config import paths
from loa.lib.errors import NotFound
from loa.lib.said import retold
from loa.papers.checking import FileReport, check_file
from loa.papers.making import make_template
from loa.papers.packs import get_pack
from loa.papers.reading.files import Answer, answer_file


@click.group()
def documents() -> None:
    """Read, check and exchange files of official documents."""


@documents.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--pack", "pack_name", help="nd30-2020, hd36-2018, hd05-2026, state or party; else by the head."
)
@click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of the messages."
)
def check(files: tuple[str, ...], as_json: bool, pack_name: str | None, language: str) -> None:
    """Check the form and layout of every FILE (docx or PDF) against a rule pack.

    Prints for each file the pack and each finding: the rule, where, what was found, what is asked, where the rule stands
    and whether that was compared with the original. What a PDF cannot show is said, never counted as a fault. The exit
    code is 0 whatever the findings.
    """
    look_up = _catalogue(language)
    try:
        pack = get_pack(pack_name) if pack_name else None
    except NotFound as error:
        raise click.BadParameter(retold(error.text, look_up), param_hint="--pack") from error
    for name in files:
        answer = check_file(name, pack)
        click.echo(_check_line(answer, look_up) if as_json else _check_page(answer, look_up))


@documents.command()
@click.argument("pack_name", metavar="PACK")
@click.argument("out", type=click.Path(dir_okay=False))
def template(pack_name: str, out: str) -> None:
    """Write a docx in the layout of PACK with every place to fill to OUT, for an office to make its own of."""
    try:
        pack = get_pack(pack_name)
    except NotFound as error:
        raise click.BadParameter(error.text, param_hint="PACK") from error
    Path(out).write_bytes(make_template(pack))


def _check_line(answer: FileReport, look_up: Callable[[str], str]) -> bytes:
    report = answer.report
    told = {
        "file": answer.file,
        "error": retold(answer.error, look_up) or None,
        "kind": report.kind if report else None,
        "pack": report.pack.id if report and report.pack else None,
        "guessed": report.guessed if report else None,
        "findings": [
            {
                "rule": finding.rule.id,
                "must": finding.rule.must,
                "verified": finding.rule.verified,
                "source": finding.rule.source,
                "clause": finding.rule.clause or None,
                "where": retold(finding.where, look_up),
                "found": retold(finding.found, look_up),
                "asked": retold(finding.asked, look_up),
            }
            for finding in (report.findings if report else ())
        ],
        "cannot_tell": [
            {"rule": untold.rule.id, "why": retold(untold.why, look_up)}
            for untold in (report.untold if report else ())
        ],
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _check_page(answer: FileReport, look_up: Callable[[str], str]) -> bytes:
    lines = [retold(answer.heading, look_up)]
    if answer.report is not None:
        for finding in answer.report.findings:
            lines.append(f"  [{finding.rule.id}] {retold(finding.message, look_up)}")
            lines.append(f"      {retold(finding.cited, look_up)}")
        lines += [f"  [{untold.rule.id}] ? {retold(untold.why, look_up)}" for untold in answer.report.untold]
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _catalogue(language: str) -> Callable[[str], str]:
    """Return what looks a sentence up; the sources are Vietnamese, and so is what has no translation."""
    if language == "vi":
        return str
    folder = paths.ROOT / "locale"
    return gettext.translation("django", str(folder), [language], fallback=True).gettext


# -- read


@documents.command("read")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def read_documents(files: tuple[str, ...], as_json: bool) -> None:
    """Read the header of every FILE: docx, doc, PDF or text.

    Prints number, date, kind, place, bodies, subject and signer, each with how sure it is; below 0.8 a person has to
    look. What a document does not have is null: a draft has no number. Names of files play no part and nothing outside
    them is read. The exit code is 0 whatever is wrong with a file.
    """
    for name in files:
        told = answer_file(name)
        click.echo(
            json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
            if as_json
            else _sheet(told)
        )


def _sheet(told: Answer) -> bytes:
    lines = [str(told["file"])]
    if told["error"]:
        lines.append(f"  {told['error']}")
    else:
        for name, value in told["fields"].items():
            sure = told["confidence"][name]
            shown = "—" if value is None else value
            lines.append(f"  {name:14} {shown}" + ("" if sure >= 0.8 else f"  [? {sure:.2f}]"))
    return "\n".join(lines).encode("utf-8", "backslashreplace")

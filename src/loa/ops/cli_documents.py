"""`loa documents`: work on files of official documents; starts neither Django nor a database."""

from __future__ import annotations

import json

import click

from loa.papers.reading.files import Answer, answer_file


@click.group()
def documents() -> None:
    """Read, check and exchange files of official documents."""


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

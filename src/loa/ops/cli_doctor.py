"""The command that looks at everything."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from loa.lib.health import Finding, Level
from loa.ops import doctor as room

COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON array.")
def doctor(as_json: bool) -> None:
    """Check everything, say what is wrong and how to mend it.

    Exit code 1 when anything failed; warnings alone leave it 0.
    """
    findings = list(room.examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        _print(findings)
    sys.exit(any(finding.level is Level.FAIL for finding in findings))


def _print(findings: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "what", "seen", "to mend"):
        table.add_column(title, overflow="fold")
    for finding in findings:
        colour = COLOURS[finding.level]
        table.add_row(f"[{colour}]{finding.level}[/]", finding.name, finding.seen, finding.mend)
    Console().print(table)
    counts = {level: sum(f.level is level for f in findings) for level in Level}
    click.echo(", ".join(f"{count} {level}" for level, count in counts.items()))

"""`loa charter verify`: do the promises still stand in the database?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from django.db import DatabaseError
from django.utils import translation

from loa.ops.charter.actions import record
from loa.ops.charter.verify import Report, verify


@click.group()
def charter() -> None:
    """Check that what holds the charter stands unaltered."""


@charter.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON line.")
def verify_command(as_json: bool) -> None:
    """Compare every constraint, trigger and right behind the twelve rules with how it was made.

    Each that is missing or altered is named with its rule and what it protects. The result is kept and shown on the
    public page /charter/. Exit code 1 when anything is not as it was made.
    """
    with translation.override("en"):
        report = verify()
    try:
        record(report)
    except DatabaseError as error:
        click.echo(f"loa: the result could not be kept: {str(error).splitlines()[0]}", err=True)
    click.echo(
        json.dumps({"ok": report.ok, **asdict(report)}, ensure_ascii=False) if as_json else said(report)
    )
    sys.exit(not report.ok)


def said(report: Report) -> str:
    """Return the result in words."""
    if report.ok:
        return f"all {report.held} things that hold the charter stand as they were made"
    lines = [f"{len(report.faults)} of {report.held + len(report.faults)} things are not as they were made"]
    for fault in report.faults:
        lines.append(f"rule {fault.rule}: {fault.key} is {fault.state}; it protects: {fault.protects}")
        lines += [f"  made as {fault.expected}"] if fault.expected else []
        lines += [f"  seen as {fault.seen}"] if fault.seen else []
    lines.append("Find out who changed it; a newer Loa's `loa migrate` or a backup brings it back.")
    return "\n".join(lines)

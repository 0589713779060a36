"""The command that measures; it works on a scratch copy and never on the copy's own data.

It must not import the settings at its top: the scratch folder has to be named before anything reads them.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from loa.lib.measure import Bench, Outcome, Plan
from loa.ops import cli
from loa.ops.benches import BENCHES


def say(text: str) -> None:
    """Print one line of progress on standard error."""
    click.echo(f"  {text}", err=True)


@click.command()
@click.argument("name", default="")
@click.option(
    "--scale", type=click.FloatRange(min=0, min_open=True), default=1.0, help="Size, 1 is the full bench."
)
@click.option("--rounds", type=click.IntRange(min=1), default=5, help="How often each alternative runs.")
@click.option("--json", "as_json", is_flag=True, help="Print name, figures, goals and ok as the last line.")
def bench(name: str, scale: float, rounds: int, as_json: bool) -> None:
    """Measure NAME beside its alternative, in turn, several rounds.

    Without NAME list the benches; "all" runs each. A scratch copy is made and removed. Exit code 1 when a goal
    is not met.
    """
    if not name:
        click.echo("\n".join(sorted(BENCHES)))
    elif name == "all":
        codes = [_in_process_of_its_own(each) for each in sorted(BENCHES)]
        sys.exit(int(any(codes)))
    elif name not in BENCHES:
        raise click.BadParameter(f"no bench {name!r}; known: {', '.join(sorted(BENCHES))}")
    else:
        sys.exit(0 if measure(name, Plan(scale, rounds, say), as_json=as_json) else 1)


def _in_process_of_its_own(name: str) -> int:
    """Run one bench with the options of this call; return its exit code."""
    options = sys.argv[sys.argv.index("all") + 1 :]
    return subprocess.run(
        [sys.executable, "-m", "loa.ops.cli", "bench", name, *options], check=False
    ).returncode


def measure(name: str, plan: Plan, *, as_json: bool) -> bool:
    """Run one bench on a scratch copy and print what it found; return whether its goals are met."""
    with scratch_home(), contextlib.ExitStack() as stack:
        cli.start_django()
        module, _, attribute = BENCHES[name].partition(":")
        found: Bench = getattr(importlib.import_module(module), attribute)
        if found.database:
            stack.enter_context(migrated_database())
        outcome = found.run(plan)
    met = {
        goal.figure: goal.met(outcome.figures[goal.figure])
        for goal in found.goals
        if goal.figure in outcome.figures
    }
    _print(found, outcome, met)
    if as_json:
        goals = {goal.figure: str(goal) for goal in found.goals}
        line = {
            "name": name,
            "figures": outcome.figures,
            "goals": goals,
            "ok": len(met) == len(goals) and all(met.values()),
        }
        click.echo(json.dumps(line, ensure_ascii=False))
    return all(met.values())


@contextlib.contextmanager
def scratch_home() -> Iterator[None]:
    """Name a folder for this process's data that is removed afterwards; no other server is used."""
    folder = Path(tempfile.mkdtemp(prefix="loa-bench-", dir="/tmp"))
    folder.chmod(0o755)
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)
    os.environ["LOA_HOME"] = str(folder)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def migrated_database() -> Iterator[None]:
    """Have a server of the scratch copy run, with all tables and keys."""
    database, home, prepare = (
        importlib.import_module(f"loa.ops.{name}") for name in ("database", "home", "prepare")
    )
    with database.running(say):
        home.make_keys()
        prepare.migrate(say)
        yield


def _print(found: Bench, outcome: Outcome, met: Mapping[str, bool]) -> None:
    table = Table(title=found.about, title_justify="left", box=None, pad_edge=False)
    table.add_column("what")
    table.add_column("figure", justify="right")
    for what, figure in outcome.lines:
        table.add_row(what, figure)
    for goal in found.goals:
        verdict = {True: "[green]met[/]", False: "[red]missed[/]", None: "not measured"}[met.get(goal.figure)]
        table.add_row(f"goal {goal.figure} {goal}", verdict)
    Console().print(table)

"""Collects the outcome of tests marked with a fault and writes the page, the figures of the bench below the table.

A row without a test is *not built*; it is never shown as passed. A row passes only when all its tests pass, and says
"in part" as long as `rows.py` names what it lacks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.faults.rows import OUTSIDE, ROWS
from tests.mission.plugin import sentence

HEAD = """# Faults

Written by `make faults` on {when} from the tests that do each of these things to the
real product: PostgreSQL, workers, HTTP and mail servers on one machine.
"""


@dataclass
class Seen:
    """What is known of one fault after the run."""

    tests: set[str] = field(default_factory=set)
    cases: int = 0
    failed: int = 0
    figures: set[str] = field(default_factory=set)

    def result(self, lacks: str) -> str:
        if not self.tests:
            return "*not built*" + (f": {lacks}" if lacks else "")
        if self.failed:
            return f"**failed**: {self.failed} of {self.cases}"
        told = (
            f"in part, {self.cases} passed; lacks {lacks}"
            if lacks
            else f"passed, {self.cases} of {self.cases}"
        )
        return "<br>".join([told, *sorted(self.figures)])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", metavar="FILE", help="run the tests marked with a fault and write the page")
    parser.addoption(
        "--faults-bench", metavar="FILE", help="put the last line of `loa bench faults --json` on it"
    )


def pytest_configure(config: pytest.Config) -> None:
    if target := config.getoption("--faults"):
        bench = config.getoption("--faults-bench")
        config.pluginmanager.register(Page(Path(target), Path(bench) if bench else None), "fault-page")


@pytest.fixture
def fault_figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give the test a way to print the figure it measured on the page of faults."""
    return lambda text: request.node.user_properties.append(("fault_figure", text))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for code in (code for mark in item.iter_markers("fault") for code in mark.args):
            if code not in ROWS:
                raise pytest.UsageError(f"{item.nodeid}: {code} is not a row of the faults")
            item.user_properties.append(("fault", code))
    if config.getoption("--faults"):
        items[:] = [item for item in items if item.get_closest_marker("fault")]


class Page:
    """The page that is written at the end of the run."""

    def __init__(self, target: Path, bench: Path | None = None) -> None:
        self.target = target
        self.bench = bench
        self.rows: dict[str, Seen] = defaultdict(Seen)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Fold one phase of one test into its rows; a failing set-up counts, a test that was left out does not."""
        if report.when != "call" and not report.failed:
            return
        for code in (str(value) for name, value in report.user_properties if name == "fault"):
            if report.skipped:
                continue
            row = self.rows[code]
            row.tests.add(sentence(report.nodeid))
            row.cases += 1
            row.failed += not report.passed
            row.figures |= {str(value) for name, value in report.user_properties if name == "fault_figure"}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the page once, on the process that sees every report; a missed goal of the bench fails the run."""
        if hasattr(session.config, "workerinput"):
            return
        found = self._bench()
        when = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%d/%m/%Y at %H:%M (UTC+7)")
        lines = [HEAD.format(when=when), *self._table(), "", *_figures(found), "", OUTSIDE]
        self.target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if found and not found["ok"]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _table(self) -> list[str]:
        lines = ["| row | where | what was done | tests | expected | seen |", "|---|---|---|---|---|---|"]
        for code, row in ROWS.items():
            seen = self.rows.get(code, Seen())
            tests = "<br>".join(sorted(seen.tests)) or "–"
            lines.append(
                f"| {code} | {row.area} | {row.done} | {tests} | {row.expected} | {seen.result(row.lacks)} |"
            )
        return lines

    def _bench(self) -> dict[str, Any]:
        """Return what the bench printed last, or nothing when it was not run or ended without a word."""
        lines = (
            self.bench.read_text(encoding="utf-8").splitlines() if self.bench and self.bench.exists() else []
        )
        if self.bench and not (lines and lines[-1].startswith("{")):
            return {"ok": False, "figures": {}, "goals": {}}
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return found


def _figures(found: dict[str, Any]) -> list[str]:
    """Return the figures of the bench beside their goals."""
    lines = ["## Killed in mid-dispatch: `loa bench faults`", ""]
    if not found:
        return [*lines, "*Not run.*"]
    if not found["figures"]:
        return [*lines, "**failed**: the bench ended without figures."]
    lines += ["| figure | found | goal |", "|---|---|---|"]
    goals = found["goals"]
    lines += [f"| {name} | {value:g} | {goals.get(name, '–')} |" for name, value in found["figures"].items()]
    return [*lines, "", "All goals are met." if found["ok"] else "**A goal is missed.**"]

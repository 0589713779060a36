"""Collects the outcome of tests marked with a mission row and writes the table.

A row without a test is *not built*; it is never shown as passed. A row passes only when all its tests pass,
and stays "in part" as long as one of its marks says `part=True`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.mission.rows import ROWS


@dataclass
class Row:
    """What is known of one promise after the run."""

    done: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    failed: bool = False
    part: bool = False

    def result(self) -> str:
        if not self.done:
            return "*not built*"
        if self.failed:
            return "**failed**"
        return "in part" if self.part else "pass"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--mission", metavar="FILE", help="run the tests marked with a mission row and write the table"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--mission"):
        config.pluginmanager.register(_Table(Path(config.getoption("--mission"))), "mission-table")


@pytest.fixture
def mission_figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give the test a way to print the figure it measured into the mission table."""
    return lambda text: request.node.user_properties.append(("figure", text))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("mission"):
            if mark.args[0] not in ROWS:
                raise pytest.UsageError(f"{item.nodeid}: {mark.args[0]} is not a row of the mission")
            item.user_properties.append(("mission", f"{mark.args[0]}|{int(mark.kwargs.get('part', False))}"))
    if config.getoption("--mission"):
        items[:] = [i for i in items if i.get_closest_marker("mission")]


class _Table:
    def __init__(self, target: Path) -> None:
        self.target = target
        self.rows: dict[str, Row] = defaultdict(Row)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Fold one phase of one test into its rows; a failing set-up counts as a failure."""
        if report.when != "call" and not report.failed:
            return
        properties = list(report.user_properties)
        for name, value in properties:
            if name != "mission":
                continue
            code, part = str(value).split("|")
            row = self.rows[code]
            row.failed |= not report.passed
            row.part |= part == "1"
            row.done.append(sentence(report.nodeid))
            row.figures += [str(v) for n, v in properties if n == "figure"]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the table once, on the process that sees every report."""
        if hasattr(session.config, "workerinput"):
            return
        lines = ["# The mission", "", "Written by `make mission` from the tests that prove each row.", ""]
        lines += ["| row | promise | what was done | figure | result |", "|---|---|---|---|---|"]
        for code, promise in ROWS.items():
            row = self.rows.get(code, Row())
            done = "<br>".join(sorted(set(row.done))) or "–"
            figure = "<br>".join(sorted(set(row.figures))) or "–"
            lines.append(f"| {code} | {promise} | {done} | {figure} | {row.result()} |")
        self.target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sentence(nodeid: str) -> str:
    """Return the name of a test as the sentence it is."""
    name = nodeid.rsplit("::", maxsplit=1)[-1].split("[", maxsplit=1)[0].removeprefix("test_")
    return name.replace("_", " ")

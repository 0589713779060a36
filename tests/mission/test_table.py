"""The mission table tells built from not built, whole from part, and failure from success."""

from pathlib import Path
from typing import Any

import pytest

from tests.mission.plugin import _Table


def report(nodeid: str, *, passed: bool = True, when: str = "call", **properties: str) -> Any:
    class Report:
        failed = not passed
        user_properties = list(properties.items())

    Report.nodeid, Report.when, Report.passed = nodeid, when, passed  # type: ignore[attr-defined]
    return Report


@pytest.fixture
def written(tmp_path: Path, request: pytest.FixtureRequest):
    def run(*reports: Any) -> dict[str, str]:
        table = _Table(tmp_path / "mission.md")
        for each in reports:
            table.pytest_runtest_logreport(each)
        table.pytest_sessionfinish(type("Session", (), {"config": object()}))
        rows = [line.split(" | ") for line in table.target.read_text().splitlines() if line.startswith("| ")]
        return {cells[0].strip("| "): cells[-1].strip("| ") for cells in rows}

    return run


def test_a_row_without_a_test_is_not_built_and_never_passed(written):
    assert set(written().values()) == {"result", "*not built*"}


def test_a_row_passes_when_its_test_passed(written):
    assert written(report("a::test_x", mission="N5|0"))["N5"] == "pass"


def test_one_failing_test_fails_the_row(written):
    rows = written(report("a::test_x", mission="N5|0"), report("a::test_y", passed=False, mission="N5|0"))
    assert rows["N5"] == "**failed**"


def test_a_failing_set_up_fails_the_row(written):
    assert written(report("a::test_x", passed=False, when="setup", mission="N5|0"))["N5"] == "**failed**"


def test_a_row_proven_in_part_is_shown_as_part(written):
    rows = written(report("a::test_x", mission="M5|1"), report("a::test_y", mission="M5|0"))
    assert rows["M5"] == "in part"

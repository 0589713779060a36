"""The page of faults tells built from not built, whole from part, and failure from success."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults import plugin
from tests.faults.plugin import Page
from tests.faults.rows import Row

TWO = {
    "A": Row("sending", "it breaks", "it holds"),
    "B": Row("fetches", "it bites", "it holds", lacks="the other half"),
}
MET = {"figures": {"lost": 0.0, "in_flight": 64.0}, "goals": {"lost": "≤ 0"}, "ok": True}


def report(name: str, *codes: str, outcome: str = "passed", when: str = "call", figure: str = "") -> Any:
    class Report:
        nodeid = f"tests/test_x.py::test_{name}"
        user_properties = [*(("fault", code) for code in codes), *([("fault_figure", figure)] * bool(figure))]

    Report.when = when  # type: ignore[attr-defined]
    for each in ("passed", "failed", "skipped"):
        setattr(Report, each, outcome == each)
    return Report


class Session:
    config = object()
    exitstatus: Any = 0


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plugin, "ROWS", TWO)

    def run(*reports: Any, bench: str | None = None) -> tuple[dict[str, str], str, Any]:
        file = tmp_path / "bench.txt"
        if bench is not None:
            file.write_text(bench)
        page, session = Page(tmp_path / "faults.md", file if bench is not None else None), Session()
        for each in reports:
            page.pytest_runtest_logreport(each)
        page.pytest_sessionfinish(session)  # type: ignore[arg-type]
        text = page.target.read_text()
        rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| A ", "| B "))]
        return {cells[0].strip("| "): cells[-1].strip("| ") for cells in rows}, text, session.exitstatus

    return run


def test_a_row_without_a_test_is_not_built_and_never_passed(written):
    assert written()[0] == {"A": "*not built*", "B": "*not built*: the other half"}


def test_a_row_says_how_many_passed_and_which_figures_they_found(written):
    seen = [report("x[1]", "A"), report("x[2]", "A", figure="4 of 4"), report("y", "B")]
    rows, text, _ = written(*seen)
    assert rows == {"A": "passed, 2 of 2<br>4 of 4", "B": "in part, 1 passed; lacks the other half"}
    assert "| it breaks | x | it holds |" in text


def test_a_test_may_prove_several_rows(written):
    assert "passed" in written(report("x", "A", "B"))[0]["B"]


@pytest.mark.parametrize("when", ["setup", "call", "teardown"])
def test_one_failure_fails_the_row_wherever_it_happens(written, when):
    rows = written(report("x", "A"), report("y", "A", outcome="failed", when=when))[0]
    assert rows["A"] == "**failed**: 1 of 2"


def test_what_was_left_out_proves_nothing(written):
    assert written(report("x", "A", outcome="skipped"))[0]["A"] == "*not built*"


def test_the_figures_of_the_bench_stand_beside_their_goals(written):
    _, text, status = written(bench=f"what  figure\n{json.dumps(MET)}\n")
    assert "| lost | 0 | ≤ 0 |" in text
    assert "| in_flight | 64 | – |" in text
    assert "All goals are met." in text
    assert status == 0


@pytest.mark.parametrize("said", ["", "Traceback", json.dumps(MET | {"ok": False})])
def test_a_bench_that_missed_a_goal_or_ended_early_fails_the_run(written, said):
    _, text, status = written(bench=said)
    assert "All goals are met." not in text
    assert status == pytest.ExitCode.TESTS_FAILED


def test_a_page_without_the_bench_says_so(written):
    assert "*Not run.*" in written()[1]


def test_every_row_says_what_is_done_and_expected():
    for code, row in plugin.ROWS.items():
        assert row.area in {
            "sending",
            "channels",
            "webhooks",
            "uploads",
            "fetches",
            "sign-in",
            "restore",
            "loudspeakers",
        }, code
        assert "|" not in row.done + row.expected + row.lacks, code

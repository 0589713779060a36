"""Progress in words: what is done, how fast, how long still, what failed."""

from __future__ import annotations

import io

import pytest

from loa.lib.progress import Work, describe, duration, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ((50, 126, 1, 4.0), "Nạp: 50/126 (39 %), 12,5/giây, còn 6 giây, 1 lỗi"),
        ((126, 126, 0, 10.0), "Nạp: 126/126 (100 %), 12,6/giây, 0 lỗi"),
        ((0, 126, 0, 3.0), "Nạp: 0/126 (0 %), 0,0/giây, 0 lỗi"),
        ((7, None, 2, 2.0), "Nạp: 7, 3,5/giây, 2 lỗi"),
        ((0, 0, 0, 0.0), "Nạp: 0/0 (100 %), 0,0/giây, 0 lỗi"),
    ],
)
def test_it_says_done_rate_time_left_and_failures(
    state: tuple[int, int | None, int, float], line: str
) -> None:
    assert describe("Nạp", *state) == line


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 giây"), (59, "59 giây"), (125, "2 phút 5 giây"), (4200, "1 giờ 10 phút")]
)
def test_it_says_durations_in_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_off_a_terminal_it_writes_few_plain_lines_and_a_last_one() -> None:
    out = io.StringIO()
    with progress("Nạp", total=1000, stream=out) as work:
        for _ in range(999):
            work.step()
        work.fail()
    lines = out.getvalue().splitlines()
    assert len(lines) <= 3
    assert lines[-1].startswith("Nạp: 1000/1000 (100 %)")
    assert lines[-1].endswith("1 lỗi")
    assert "\x1b" not in out.getvalue()


def test_lines_come_every_ten_seconds_of_work() -> None:
    times = iter([0.0, *(second for second in range(1, 1000) for _ in range(4))])
    out = io.StringIO()
    from loa.lib.progress import _Log

    work = Work("Nạp", 100, clock=lambda: next(times))
    work.shown = _Log(out)
    for _ in range(40):
        work.step()
    assert 2 <= len(out.getvalue().splitlines()) <= 6


def test_work_left_early_says_how_far_it_came() -> None:
    out = io.StringIO()

    def leave_early() -> None:
        with progress("Nạp", total=10, stream=out) as work:
            work.step(4)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave_early()
    assert "4/10 (40 %)" in out.getvalue().splitlines()[-1]
    assert out.getvalue().rstrip().endswith("đã dừng.")


def test_on_a_terminal_it_draws_a_bar() -> None:
    out = Terminal()
    with progress("Nạp", total=3, stream=out) as work:
        work.step(3)
    assert "3/3 (100 %)" in out.getvalue()
    assert "\x1b" in out.getvalue()

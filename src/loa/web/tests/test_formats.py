"""Vietnamese forms of moments, numbers and spans."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loa.web import formats

MOMENT = datetime(2026, 1, 5, 7, 3, tzinfo=UTC)


def test_a_moment_reads_on_the_clock_of_viet_nam():
    assert formats.long_moment_text(MOMENT) == "14:03, thứ Hai 05/01/2026"
    assert formats.moment_text(MOMENT) == "14:03 05/01/2026"


def test_a_late_evening_in_utc_is_the_next_day_in_viet_nam():
    assert formats.moment_text(datetime(2026, 1, 4, 17, 30, tzinfo=UTC)) == "00:30 05/01/2026"


def test_sunday_is_named_without_thu():
    assert formats.long_day_text(date(2026, 1, 4)) == "Chủ nhật 04/01/2026"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234.5, 0, "1.235"),
        (Decimal("1000000.00"), None, "1.000.000"),
        (0, None, "0"),
        (-12.34, 1, "-12,3"),
        (100, None, "100"),
        (0.1 + 0.2, 1, "0,3"),
    ],
)
def test_numbers_use_dots_and_a_comma(value, decimals, text):
    assert formats.number_text(value, decimals) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 giây"),
        (59, "59 giây"),
        (60, "1 phút"),
        (3600, "1 giờ"),
        (7500, "2 giờ 5 phút"),
        (90_000, "1 ngày 1 giờ"),
    ],
)
def test_spans_keep_their_two_largest_units(seconds, text):
    assert formats.span_text(seconds) == text
    assert formats.span_text(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5, seconds=40), "5 phút trước"),
        (timedelta(hours=3, minutes=50), "3 giờ trước"),
        (timedelta(hours=20), "hôm qua"),
        (timedelta(days=3, hours=5), "3 ngày trước"),
        (-timedelta(hours=2, minutes=1), "còn 2 giờ"),
    ],
)
def test_distances_from_now_read_as_people_say_them(before, text):
    assert formats.relative_text(MOMENT - before, MOMENT) == text


def test_a_share_of_nothing_is_a_dash():
    assert formats.percent_text(3, 0) == "–"
    assert formats.percent_text(1, 8, 1) == "12,5%"


def test_sizes_are_readable():
    assert formats.size_text(900) == "900 byte"
    assert formats.size_text(3_565_158) == "3,4 MB"

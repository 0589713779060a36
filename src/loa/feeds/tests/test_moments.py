"""Dates in any form become moments with an offset; nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.feeds.moments import Habits, habits, read_moment

WRITTEN = {
    "Thu, 30 Sep 2021 10:15:00 GMT+7": ("2021-09-30T10:15:00+07:00", 1.0),
    "Thu, 30 Sep 2021 10:15:00 GMT": ("2021-09-30T10:15:00+00:00", 1.0),
    "30 Sep 21 10:15 EST": ("2021-09-30T10:15:00-05:00", 1.0),
    "2021-09-30T10:15:00.123Z": ("2021-09-30T10:15:00+00:00", 1.0),
    "2021-09-30T10:15+07": ("2021-09-30T10:15:00+07:00", 1.0),
    "Thu, 30 Sep 2021 5:6:7 GMT": ("2021-09-30T05:06:07+00:00", 1.0),
    "2021-09-30T10Z": ("2021-09-30T10:00:00+00:00", 1.0),
    "2021-09-30T10:15:60Z": ("2021-09-30T10:16:00+00:00", 1.0),
    "20210930T101500Z": ("2021-09-30T10:15:00+00:00", 1.0),
    "Thu Sep 30 10:15:00 ICT 2021": ("2021-09-30T10:15:00+07:00", 1.0),
    "Thứ năm, 30/09/2021 10:15 (GMT+7)": ("2021-09-30T10:15:00+07:00", 1.0),
    "Chủ nhật, 3/10/2021, 07:05 (GMT+07:00)": ("2021-10-03T07:05:00+07:00", 1.0),
    "10:15 | 30/09/2021": ("2021-09-30T10:15:00+07:00", 0.8),
    "Ngày 30 tháng chín năm 2021, 7h30": ("2021-09-30T07:30:00+07:00", 0.8),
    "30/09/2021 1:15:00 CH": ("2021-09-30T13:15:00+07:00", 0.8),
    "30/9/21 10:15": ("2021-09-30T10:15:00+07:00", 0.8),
    "9/30/2021 12:15:00 AM": ("2021-09-30T00:15:00+07:00", 0.8),
    "30 Tháng Mười Hai 2021": ("2021-12-30T00:00:00+07:00", 0.6),
    "2021-09-30": ("2021-09-30T00:00:00+07:00", 0.6),
    "1632971700": ("2021-09-30T03:15:00+00:00", 0.9),
    "Thu, 30 Sep 2021 24:00:00 +0700": ("2021-10-01T00:00:00+07:00", 1.0),
    "0001-01-01T00:00:00Z": ("0001-01-01T00:00:00+00:00", 0.3),
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_date_is_read_as(written):
    moment = read_moment(written, None, Habits())
    assert (moment.at.isoformat(), moment.sure) == WRITTEN[written]


@pytest.mark.parametrize(
    "written", ["", "hôm qua", "10:15", "2021-09", "31/02/2021", "30/9/2021 25:61", None]
)
def test_what_is_no_day_is_no_moment(written):
    assert read_moment(written, None, Habits()) is None


def test_the_order_of_day_and_month_follows_the_whole_feed():
    american = habits(["9/30/2021 1:00 PM", "9/3/2021 1:00 PM"], is_vietnamese=True)
    assert read_moment("9/3/2021 1:00 PM", None, american).at.month == 9
    ours = habits(["30/9/2021 13:00", "9/3/2021 13:00"], is_vietnamese=True)
    assert read_moment("9/3/2021 13:00", None, ours).at.month == 3


def test_a_time_without_zone_is_of_viet_nam_only_where_something_speaks_for_it():
    at = "2021-09-30 10:15:00"
    assert read_moment(at, None, habits([at], is_vietnamese=True)).at.isoformat().endswith("+07:00")
    foreign = read_moment(at, None, habits([at], is_vietnamese=False))
    assert (foreign.at.isoformat(), foreign.sure) == ("2021-09-30T10:15:00+00:00", 0.5)


@given(st.text(alphabet="0123456789/-:., TZ+GMTampthángSepđ", max_size=60))
def test_no_text_makes_it_fail(written):
    moment = read_moment(written, None, Habits())
    assert moment is None or moment.at.tzinfo is not None

"""Hanoi's limits of 2021 stand beside Hanoi's areas; other cities lay down their own."""

import pytest

from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.speakers.actions.limits import lay_hanoi_limits
from loa.speakers.models import NoiseRule
from loa.speakers.queries.limits import rule_for
from loa.units.models import Area
from tests.world import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanoi(db):
    city = make_area("01", "Thành phố", "Hà Nội", "city")
    make_area("00004", "Phường", "Ba Đình", "commune", city, "01")
    make_area("00376", "Xã", "Sóc Sơn", "commune", city, "01")


def given(code):
    held = rule_for(Area.objects.get(code=code), clock.today())
    return held and (held.sessions, held.minutes, held.weekdays, held.quiet)


def test_wards_have_two_short_sessions_and_communes_forty_five_minutes(hanoi):
    assert lay_hanoi_limits() == 2
    assert given("00004") == (2, 15, frozenset({1, 2, 3, 4, 5}), (1260, 300))
    assert given("00376") == (None, 45, frozenset(), (1260, 300))
    assert lay_hanoi_limits(actor=SYSTEM) == 0


def test_a_place_that_has_rules_or_is_not_hanoi_gets_none(world):
    assert lay_hanoi_limits() == 0
    assert not NoiseRule.objects.exists()

"""When a notice leaves by e-mail."""

from datetime import datetime, time

import pytest

from loa.lib.clock import HANOI
from loa.notices import rules
from loa.notices.models import Event, Path


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=HANOI)


def test_every_event_has_a_default_path():
    assert set(rules.DEFAULT_CHOICE) == set(Event)


def test_by_day_it_leaves_at_once():
    assert rules.next_mail_at(Path.NOW, urgent=False, moment=at("2026-01-05 10:00")) == at("2026-01-05 10:00")


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-01-05 21:00", "2026-01-06 06:00"),
        ("2026-01-06 03:15", "2026-01-06 06:00"),
        ("2026-01-06 06:00", "2026-01-06 06:00"),
    ],
)
def test_at_night_it_waits_for_the_morning(moment, leaves):
    for choice in (Path.NOW, Path.PUSH):
        assert rules.next_mail_at(choice, urgent=False, moment=at(moment)) == at(leaves)


def test_an_urgent_one_passes_the_quiet_hours_and_the_digest():
    for choice in (Path.NOW, Path.DAILY, Path.WEEKLY):
        assert rules.next_mail_at(choice, urgent=True, moment=at("2026-01-06 02:00")) == at(
            "2026-01-06 02:00"
        )


def test_never_means_never():
    assert rules.next_mail_at(Path.NEVER, urgent=True, moment=at("2026-01-06 02:00")) is None


def test_quiet_hours_of_ones_own_replace_the_default():
    lunch = (time(12), time(13))
    assert rules.next_mail_at(Path.NOW, urgent=False, moment=at("2026-01-06 12:30"), quiet=lunch) == at(
        "2026-01-06 13:00"
    )
    assert rules.next_mail_at(Path.NOW, urgent=False, moment=at("2026-01-06 23:00"), quiet=lunch) == at(
        "2026-01-06 23:00"
    )


@pytest.mark.parametrize(
    ("choice", "moment", "leaves"),
    [
        (Path.DAILY, "2026-01-05 07:29", "2026-01-05 07:30"),
        (Path.DAILY, "2026-01-05 07:30", "2026-01-06 07:30"),
        (Path.WEEKLY, "2026-01-05 07:00", "2026-01-05 07:30"),
        (Path.WEEKLY, "2026-01-05 09:00", "2026-01-12 07:30"),
        (Path.WEEKLY, "2026-01-08 09:00", "2026-01-12 07:30"),
    ],
)
def test_a_digest_leaves_in_the_morning_the_weekly_one_on_monday(choice, moment, leaves):
    assert rules.next_mail_at(choice, urgent=False, moment=at(moment)) == at(leaves)

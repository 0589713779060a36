"""Outlines of communes: closed, in Hanoi, and only for the days on which the codes stand for that land."""

from __future__ import annotations

from datetime import date

from loa.units.outlines import outlines_of

NOW = date(2026, 10, 7)


def test_a_commune_of_today_has_closed_rings_in_latitude_and_longitude() -> None:
    (ring,) = outlines_of(["00070"], NOW)
    assert ring[0] == ring[-1]
    assert all(20.5 < latitude < 21.5 and 105 < longitude < 106.1 for latitude, longitude in ring)


def test_a_commune_in_several_pieces_has_several_rings() -> None:
    everything = [f"{code:05}" for code in range(11000)]
    assert len(outlines_of(everything, NOW)) > 126


def test_there_is_none_for_other_areas_or_earlier_days() -> None:
    assert outlines_of(["01", "C1A", ""], NOW) == []
    assert outlines_of(["00070"], date(2025, 6, 30)) == []

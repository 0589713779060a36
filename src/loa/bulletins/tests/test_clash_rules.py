"""Pairs of notices as two bodies write them: which of them contradict each other, and in what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from loa.bulletins.rules.clashes import Message, Value, areas_meet, days_of, differences
from loa.bulletins.rules.words import Mode
from loa.language.facts import find_facts
from loa.lib.clock import HANOI

START = datetime(2027, 1, 4, 17, 0, tzinfo=HANOI)
CITY, WARD, GROUP, NEXT_WARD = "C1", "C1/00001", "C1/00001/G5", "C1/00002"
WATER = {"template": "water-cut", "event": "Tạm ngừng cấp nước", "topics": frozenset({"utilities"})}
CLINIC = {"template": "vaccination", "event": "Tiêm chủng", "topics": frozenset({"health"})}
ROAD = {"template": "road-closure", "event": "Cấm đường", "topics": frozenset({"traffic"})}
MEETING = {"template": "meeting", "event": "Họp dân", "topics": frozenset({"meetings"})}
FREE: dict[str, Any] = {}


def said(title: str, body: str = "", at: str | list[str] = WARD, **more: Any) -> Message:
    """Return a bulletin of two days from its words, its facts found as the desk finds them."""
    found = find_facts(f"{title}\n{body}")
    given: dict[str, Any] = {
        "family": 0,
        "mode": Mode.LIVE,
        "relation": "",
        "template": "",
        "event": "",
        "topics": frozenset(),
        "starts": START,
        "ends": START + timedelta(days=2),
        "facts": tuple(
            {(f.kind, f.value, f.edge): Value(f.kind, f.value, f.edge, f.text) for f in found}.values()
        ),
    }
    paths = (at,) if isinstance(at, str) else tuple(at)
    return Message(id=0, title=title, paths=paths, **(given | more))


def kinds(one: Message, other: Message) -> list[str]:
    """Return what differs, asked both ways round."""
    first, second = replace(one, family=one.family or 1), replace(other, family=other.family or 2)
    found = [difference.kind for difference in differences(first, second)]
    assert found == [difference.kind for difference in differences(second, first)]
    return found


CUT = "Tạm ngừng cấp nước tại phường Láng ngày 05/01/2027"
CUT_8_12 = "Tạm ngừng cấp nước từ 8 giờ đến 12 giờ ngày 05/01/2027."
CUT_13_17 = "Tạm ngừng cấp nước từ 13 giờ đến 17 giờ ngày 05/01/2027."
JAB = "Tiêm chủng tại phường Láng"

CLASHES = {
    "other hours of one water cut": (said(CUT, CUT_8_12, **WATER), said(CUT, CUT_13_17, **WATER), ["time"]),
    "only the end differs": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT, CUT_8_12.replace("12 giờ", "14 giờ"), **WATER),
        ["time"],
    ),
    "the city and one of its wards": (
        said(CUT, CUT_8_12, at=CITY, **WATER),
        said(CUT, CUT_13_17, **WATER),
        ["time"],
    ),
    "a ward and a group inside it": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT, CUT_13_17, at=GROUP, **WATER),
        ["time"],
    ),
    "one area of several in common": (
        said(CUT, CUT_8_12, at=[NEXT_WARD, WARD], **WATER),
        said(CUT, CUT_13_17, **WATER),
        ["time"],
    ),
    "the day written without its year": (
        said("Cắt nước phường Láng", "Cắt nước từ 8 giờ đến 12 giờ ngày 05/01.", **WATER),
        said(CUT, CUT_13_17, **WATER),
        ["time"],
    ),
    "one prepared form, one written freely": (
        said(CUT, CUT_8_12, **WATER),
        said("Thông báo mất nước phường Láng ngày 5/1/2027", "Mất nước từ 9 giờ đến 15 giờ."),
        ["time"],
    ),
    "two written freely under one topic": (
        said("Phun thuốc diệt muỗi", "Phun lúc 8 giờ ngày 05/01/2027.", topics=frozenset({"health"})),
        said("Phun hóa chất diệt muỗi", "Phun lúc 14 giờ ngày 05/01/2027.", topics=frozenset({"health"})),
        ["time"],
    ),
    "the same event in other letters": (
        said("Mất điện", "Từ 8 giờ ngày 05/01/2027.", event="Cắt điện"),
        said("Lịch ngừng cấp điện", "Từ 9 giờ ngày 05/01/2027.", event="cắt điện"),
        ["time"],
    ),
    "another place to go to": (
        said(JAB, "Tiêm lúc 8 giờ ngày 05/01/2027 tại Trạm y tế phường Láng.", **CLINIC),
        said(JAB, "Tiêm lúc 8 giờ ngày 05/01/2027 tại Nhà văn hóa tổ 3.", **CLINIC),
        ["place"],
    ),
    "another house number": (
        said(JAB, "Tiêm ngày 05/01/2027 tại số 5 phố Chùa Láng.", **CLINIC),
        said(JAB, "Tiêm ngày 05/01/2027 tại số 7 phố Chùa Láng.", **CLINIC),
        ["place"],
    ),
    "another price": (
        said(JAB, "Tiêm ngày 05/01/2027, giá 200.000 đồng một mũi.", **CLINIC),
        said(JAB, "Tiêm ngày 05/01/2027, giá 250.000 đồng một mũi.", **CLINIC),
        ["amount"],
    ),
    "another telephone number": (
        said(CUT, f"{CUT_8_12} Điện thoại: 024 3825 3536.", **WATER),
        said(CUT, f"{CUT_8_12} Điện thoại: 024 3825 3537.", **WATER),
        ["phone"],
    ),
    "hour and place at once": (
        said(JAB, "Tiêm lúc 8 giờ ngày 05/01/2027 tại Trạm y tế phường Láng.", **CLINIC),
        said(JAB, "Tiêm lúc 14 giờ ngày 05/01/2027 tại Nhà văn hóa tổ 3.", **CLINIC),
        ["time", "place"],
    ),
    "the last of several days": (
        said("Cấm đường Láng", "Cấm đường Láng từ ngày 05/01/2027 đến ngày 07/01/2027.", **ROAD),
        said("Cấm đường Láng", "Cấm đường Láng từ ngày 05/01/2027 đến ngày 09/01/2027.", **ROAD),
        ["date"],
    ),
    "a day inside the range of the other": (
        said("Cấm đường Láng", "Cấm đường Láng từ 6 giờ ngày 04/01/2027 đến 18 giờ ngày 08/01/2027.", **ROAD),
        said("Cấm đường Láng", "Cấm đường Láng từ 7 giờ đến 9 giờ ngày 06/01/2027.", **ROAD),
        ["time", "date"],
    ),
    "morning against an hour of the afternoon": (
        said(JAB, "Tiêm sáng ngày 05/01/2027.", **CLINIC),
        said(JAB, "Tiêm lúc 15 giờ ngày 05/01/2027.", **CLINIC),
        ["time"],
    ),
    "one meeting at two hours": (
        said("Họp dân về cải tạo chợ Láng", "Họp lúc 19 giờ ngày 05/01/2027.", **MEETING),
        said("Họp dân cải tạo chợ Láng", "Họp lúc 20 giờ ngày 05/01/2027.", **MEETING),
        ["time"],
    ),
    "no day named, windows that meet": (
        said("Tạm ngừng cấp nước phường Láng", "Từ 8 giờ đến 12 giờ.", **WATER),
        said("Tạm ngừng cấp nước phường Láng", "Từ 9 giờ đến 12 giờ.", **WATER),
        ["time"],
    ),
    "two exercises": (
        said(CUT, CUT_8_12, mode=Mode.EXERCISE, **WATER),
        said(CUT, CUT_13_17, mode=Mode.EXERCISE, **WATER),
        ["time"],
    ),
}

AGREE = {
    "the same words": (said(CUT, CUT_8_12, **WATER), said(CUT, CUT_8_12, **WATER)),
    "the same facts written otherwise": (
        said(CUT, CUT_8_12, **WATER),
        said("Cắt nước phường Láng", "Mất nước 8h00 - 12h00 ngày 5/1/2027.", **WATER),
    ),
    "one says more than the other": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT, f"{CUT_8_12} Xe bồn tới lúc 9 giờ. Điện thoại: 024 3825 3536.", **WATER),
    ),
    "a correction and what it corrects": (
        said(CUT, CUT_8_12, family=7, **WATER),
        said(CUT, CUT_13_17, family=7, relation="correction", **WATER),
    ),
    "a replacement two steps on": (
        said(CUT, CUT_8_12, family=7, **WATER),
        said(CUT, CUT_13_17, family=7, relation="supersede", **WATER),
    ),
    "a withdrawal of another bulletin": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT, CUT_13_17, relation="withdrawal", **WATER),
    ),
    "an exercise and the real thing": (
        said(CUT, CUT_8_12, mode=Mode.EXERCISE, **WATER),
        said(CUT, CUT_13_17, **WATER),
    ),
    "a test and the real thing": (
        said(CUT, CUT_8_12, mode=Mode.TEST, **WATER),
        said(CUT, CUT_13_17, **WATER),
    ),
    "water and electricity": (
        said("Tạm ngừng cấp nước", "Từ 8 giờ ngày 05/01/2027.", topics=frozenset({"utilities"})),
        said("Tạm ngừng cấp điện", "Từ 9 giờ ngày 05/01/2027.", topics=frozenset({"utilities"})),
    ),
    "other topics": (
        said("Lịch tuần này", "Từ 8 giờ ngày 05/01/2027.", topics=frozenset({"health"})),
        said("Lịch tuần này", "Từ 9 giờ ngày 05/01/2027.", topics=frozenset({"traffic"})),
    ),
    "other prepared forms": (
        said("Cấm đường Láng", "Từ 8 giờ ngày 05/01/2027.", **ROAD),
        said("Cấm đường Láng", "Từ 9 giờ ngày 05/01/2027.", **(ROAD | {"template": "event"})),
    ),
    "two wards side by side": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT, CUT_13_17, at=NEXT_WARD, **WATER),
    ),
    "the city speaks of another ward": (
        said("Tạm ngừng cấp nước tại phường Ô Chợ Dừa", CUT_8_12, at=CITY, **WATER),
        said(CUT, CUT_13_17, **WATER),
    ),
    "other days": (
        said(CUT, CUT_8_12, **WATER),
        said(CUT.replace("05/01", "06/01"), CUT_13_17.replace("05/01", "06/01"), **WATER),
    ),
    "windows one after the other": (
        said("Tạm ngừng cấp nước", "Từ 8 giờ đến 12 giờ.", **WATER),
        said(
            "Tạm ngừng cấp nước",
            "Từ 9 giờ đến 12 giờ.",
            starts=START + timedelta(days=2),
            ends=START + timedelta(days=4),
            **WATER,
        ),
    ),
    "two groups of one ward": (
        said(CUT, f"{CUT_8_12} Khu vực: tổ dân phố 5.", **WATER),
        said(CUT, f"{CUT_13_17} Khu vực: tổ dân phố 6.", **WATER),
    ),
    "two streets of one ward": (
        said("Cấm đường", "Cấm phố Chùa Láng từ 8 giờ ngày 05/01/2027.", **ROAD),
        said("Cấm đường", "Cấm phố Thái Thịnh từ 9 giờ ngày 05/01/2027.", **ROAD),
    ),
    "two meetings on two matters": (
        said("Họp dân về cải tạo chợ Láng", "Họp lúc 19 giờ ngày 05/01/2027.", **MEETING),
        said("Họp phụ huynh trường mầm non", "Họp lúc 20 giờ ngày 05/01/2027.", **MEETING),
    ),
    "amounts of other things": (
        said(JAB, "Tiêm cho 200 trẻ ngày 05/01/2027.", **CLINIC),
        said(JAB, "Tiêm ngày 05/01/2027, giá 250.000 đồng.", **CLINIC),
    ),
    "other documents behind the same cut": (
        said(CUT, f"{CUT_8_12} Theo Thông báo số 12/TB-UBND.", **WATER),
        said(CUT, f"{CUT_8_12} Theo Thông báo số 34/TB-NS.", **WATER),
    ),
    "morning and an hour of that morning": (
        said(JAB, "Tiêm sáng ngày 05/01/2027.", **CLINIC),
        said(JAB, "Tiêm lúc 7 giờ 30 ngày 05/01/2027.", **CLINIC),
    ),
    "no facts at all": (said("Tạm ngừng cấp nước", **WATER), said("Tạm ngừng cấp nước", CUT_8_12, **WATER)),
}


def test_there_are_more_than_thirty_pairs() -> None:
    assert len(CLASHES) + len(AGREE) >= 40


@pytest.mark.parametrize("name", CLASHES)
def test_they_clash(name: str) -> None:
    one, other, wanted = CLASHES[name]
    assert kinds(one, other) == wanted


@pytest.mark.parametrize("name", AGREE)
def test_they_do_not_clash(name: str) -> None:
    one, other = AGREE[name]
    assert kinds(one, other) == []


def test_a_difference_quotes_both_sides_in_their_own_words() -> None:
    one, other = said(CUT, CUT_8_12, family=1, **WATER), said(CUT, CUT_13_17, family=2, **WATER)
    found = differences(one, other)[0]
    assert (found.here, found.there) == (("8 giờ", "12 giờ"), ("13 giờ", "17 giờ"))


def test_a_code_that_begins_alike_is_another_area() -> None:
    assert areas_meet(["C1/0001"], ["C1/0001/G"])
    assert not areas_meet(["C1/0001"], ["C1/00012"])


def test_days_of_a_range_are_all_its_days() -> None:
    message = said("Cấm đường", "Từ 6 giờ ngày 04/01/2027 đến 18 giờ ngày 06/01/2027.")
    assert [day.day for day in sorted(days_of(message))] == [4, 5, 6]


def test_a_lunar_date_says_no_day() -> None:
    assert days_of(said("Lễ hội", "Rằm tháng Giêng và ngày 05/01/2027.")) == frozenset()

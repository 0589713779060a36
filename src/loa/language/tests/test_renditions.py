"""Renditions: what stops, what is only noted, and where the place is marked."""

import pytest

from loa.language.facts import find_facts
from loa.language.renditions import Problem, check_rendition

CORE = "Phun hóa chất diệt muỗi từ 7h30 đến 11h30 ngày 05/9/2026 tại phường Láng. Liên hệ: 024.3825.3536."


def check(rendition: str, core: str = CORE, **options: object) -> list[Problem]:
    return check_rendition(find_facts(core), rendition, core=core, **options)


def found(rendition: str, **options: object) -> list[tuple[str, str, str]]:
    return [(problem.kind, problem.severity, problem.found_text) for problem in check(rendition, **options)]


def test_another_wording_with_the_same_values_passes() -> None:
    text = "Phường Láng phun thuốc muỗi: bảy giờ ba mươi - 11 giờ 30 phút, ngày 5 tháng 9 năm 2026, gọi (024) 3825 3536."
    assert check(text) == []


def test_a_changed_value_stops_and_is_marked() -> None:
    text = CORE.replace("05/9", "06/9")
    problem = check(text)[0]
    assert (problem.kind, problem.severity) == ("changed", "stop")
    assert text[problem.start : problem.end] == "ngày 06/9/2026"
    assert problem.fact
    assert problem.fact.value == "2026-09-05"
    assert "05/9/2026" in problem.message


def test_a_missing_fact_stops_without_a_place() -> None:
    problem = check("Phun hóa chất diệt muỗi từ 7h30 đến 11h30 tại phường Láng. Liên hệ: 024.3825.3536.")[0]
    assert (problem.kind, problem.severity, problem.start, problem.end) == ("missing", "stop", None, None)


def test_a_short_channel_may_leave_kinds_out_but_not_change_them() -> None:
    short = "Phun thuốc muỗi 7h30-11h30 ngày 5/9/2026."
    assert check(short, required={"date", "time"}) == []
    assert found(short + " Gọi 024.3825.3563.", required={"date", "time"})[0][:2] == ("changed", "stop")


def test_a_local_line_is_only_noted() -> None:
    assert found(CORE + "\nRiêng tổ 7 tập trung lúc 7h15 ở ngõ 12 phố Vọng.") == [
        ("added", "note", "tổ 7"),
        ("added", "note", "7h15"),
        ("added", "note", "ngõ 12 phố Vọng"),
    ]


def test_a_line_that_announces_another_date_contradicts() -> None:
    assert ("contradicting", "stop", "ngày 12/9/2026") in found(CORE + " Lịch phun lùi sang ngày 12/9/2026.")


def test_a_phone_number_almost_right_contradicts() -> None:
    assert ("contradicting", "stop", "024.3825.3563") in found(CORE + " Hoặc gọi 024.3825.3563.")


def test_a_range_turned_round_stops() -> None:
    assert found(CORE.replace("từ 7h30 đến 11h30", "từ 11h30 đến 7h30"))[0][:2] == ("changed", "stop")


def test_a_weekday_that_the_calendar_refuses_stops() -> None:
    assert found(CORE.replace("ngày 05/9", "Chủ nhật, 05/9"))[0][:2] == ("contradicting", "stop")
    assert found(CORE.replace("ngày 05/9", "thứ Bảy, 05/9")) == []


def test_facts_that_change_partners_stop() -> None:
    core = "Cấp cứu gọi 115, chữa cháy gọi 114."
    assert found("Cấp cứu gọi 114, chữa cháy gọi 115.", core=core)[0][:2] == ("changed", "stop")
    assert found("Chữa cháy gọi 114, cấp cứu gọi 115.", core=core) == []


def test_places_that_change_what_is_said_of_them_stop() -> None:
    core = "Phân luồng qua phố Việt Hưng, cấm xe trên phố Lệ Mật."
    assert found("Phố Việt Hưng cấm xe, đi tạm phố Lệ Mật.", core=core)[0][:2] == ("changed", "stop")
    assert found("Phố Lệ Mật cấm xe, đi tạm phố Việt Hưng.", core=core) == []


def test_another_time_for_a_locked_place_contradicts() -> None:
    core = "Tổ dân phố số 2 sơ tán trước 16h30 ngày 30/8/2026."
    text = "Trước 16 giờ 30, ngày 30/8/2026, tổ 2 sơ tán. Riêng tổ 2 có thể sơ tán muộn nhất 18 giờ 30."
    assert found(text, core=core) == [("contradicting", "stop", "18 giờ 30")]


def test_what_is_counted_may_be_told_in_other_words() -> None:
    core = "Tiêm cho 400 con chó mèo, 12 học viên dự, dự kiến xong sau 6 giờ, tại số 45 phố Hàng Bún."
    text = "Tiêm 400 chó mèo ở 45 Hàng Bún, có 12 người dự, khoảng 6 giờ đồng hồ thì xong."
    assert found(text, core=core) == []
    assert found(text.replace("400", "40"), core=core)[0][:2] == ("missing", "stop")


def test_a_day_inside_the_range_is_no_new_one() -> None:
    core = "Chợ nghỉ từ 5/9 đến 7/9/2026."
    assert found("Chợ nghỉ các ngày 5, 6, 7/9/2026.", core=core) == []


def test_english_counts_and_short_numbers_are_kept_by_their_figures() -> None:
    core = "Có 14 ca sốt, cho trẻ 7 tuổi, quý IV/2026. Tố giác gọi 113."
    text = "There were 14 dengue cases among children aged 7 in Q4/2026. Report to 113."
    assert found(text, core=core, language="en") == []
    assert found(text.replace("14", "41"), core=core, language="en")[0][:2] == ("missing", "stop")


def test_a_longer_name_is_not_the_locked_place() -> None:
    assert found(CORE.replace("phường Láng", "phường Láng Hạ"))[0] == ("changed", "stop", "phường Láng Hạ")


def test_a_part_of_the_day_may_stand_for_the_clock_but_not_against_it() -> None:
    assert found(CORE.replace("ngày 05/9", "sáng ngày 05/9")) == []
    core = "Họp sáng 5/9/2026 tại phường Láng."
    assert found("Họp chiều 5/9/2026 tại phường Láng.", core=core)[0][:2] == ("changed", "stop")


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("Spraying in Lang ward from 7:30 a.m. to 11:30 a.m. on 5 September 2026. Call 024 3825 3536.", 0),
        ("Spraying in Lang ward from 7:30 p.m. to 11:30 a.m. on 5 September 2026. Call 024 3825 3536.", 1),
        ("Spraying in Lang Ha ward from 7:30 to 11:30 on September 5, 2026. Call 024 3825 3536.", 1),
        ("Spraying in Lang ward from 7:30 to 11:30 on May 9, 2026. Call 024 3825 3536.", 1),
    ],
)
def test_an_english_translation_is_checked_by_value(text: str, stops: int) -> None:
    assert sum(problem.severity == "stop" for problem in check(text, language="en")) == stops


def test_a_decomposed_text_is_checked_in_its_composed_form() -> None:
    import unicodedata

    assert check(unicodedata.normalize("NFD", CORE)) == []

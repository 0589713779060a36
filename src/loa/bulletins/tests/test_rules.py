from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import loa.bulletins
from loa.bulletins.rules import emergency, forms, moves, placeholders, release, stops
from loa.bulletins.rules.words import CapCategory, Mode, Priority, Relation, State

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
PREPARED = sorted((Path(loa.bulletins.__file__).parent / "prepared").glob("*.toml"))
PARTS = {"name", "title", "body", "correction_title", "correction", "withdrawal_title", "withdrawal"}


# -- moves ---------------------------------------------------------------------------------------------


def test_every_state_is_reachable_from_a_draft() -> None:
    seen, edge = {moves.FIRST}, [moves.FIRST]
    while edge:
        fresh = moves.MOVES[edge.pop()] - seen
        seen |= fresh
        edge += fresh
    assert seen == set(State)


def test_every_state_can_be_left_or_is_declared_final() -> None:
    assert {state for state, nexts in moves.MOVES.items() if not nexts} == moves.FINAL


def test_what_was_public_never_becomes_a_draft_again() -> None:
    assert not any(moves.MOVES[state] - moves.PUBLIC for state in moves.PUBLIC)


def test_every_public_bulletin_that_still_speaks_can_be_replaced() -> None:
    for state in moves.REPLACEABLE:
        for relation in Relation:
            assert moves.can_move(state, moves.OUTCOME[relation])


# -- release -------------------------------------------------------------------------------------------

FRESH = release.Proof(second_factor=True, at=NOW - timedelta(minutes=1))
ANNA, BINH = release.Human(1, "+84 912 345 678"), release.Human(2, "0988 000 111")


def test_a_second_person_with_the_right_may_release() -> None:
    assert release.release_grounds(BINH, [ANNA], FRESH, has_right=True, now=NOW) == []


def test_the_author_may_not_release() -> None:
    grounds = release.release_grounds(ANNA, [ANNA], FRESH, has_right=True, now=NOW)
    assert grounds == [release.Ground.WROTE_IT]


def test_a_second_account_of_the_author_counts_as_the_author() -> None:
    twin = release.Human(9, "0912.345.678")
    grounds = release.release_grounds(twin, [ANNA], FRESH, has_right=True, now=NOW)
    assert grounds == [release.Ground.WROTE_IT]


def test_two_people_without_a_phone_number_are_two_people() -> None:
    assert not release.Human(1).is_same_as(release.Human(2))


@pytest.mark.parametrize(
    ("proof", "ground"),
    [
        (None, release.Ground.NO_SECOND_FACTOR),
        (release.Proof(second_factor=False, at=NOW), release.Ground.NO_SECOND_FACTOR),
        (release.Proof(second_factor=True, at=NOW - timedelta(minutes=6)), release.Ground.STALE_SIGN_IN),
    ],
)
def test_a_weak_or_old_sign_in_may_not_release(proof: release.Proof | None, ground: release.Ground) -> None:
    assert release.release_grounds(BINH, [ANNA], proof, has_right=True, now=NOW) == [ground]


@pytest.mark.parametrize(
    ("priority", "relation", "seconds"),
    [
        (Priority.NORMAL, "", 15),
        (Priority.PRIORITY, "", 15),
        (Priority.NORMAL, Relation.SUPERSEDING, 15),
        (Priority.EMERGENCY, "", 0),
        (Priority.NORMAL, Relation.CORRECTION, 0),
        (Priority.NORMAL, Relation.WITHDRAWAL, 0),
    ],
)
def test_the_hold_spares_only_emergencies_and_mending(
    priority: Priority, relation: str, seconds: int
) -> None:
    assert release.hold_for(priority, relation) == timedelta(seconds=seconds)


def test_a_set_time_waits_and_is_missed_after_ten_minutes() -> None:
    due = release.due_at(Priority.NORMAL, "", NOW + timedelta(hours=2), NOW)
    assert due == NOW + timedelta(hours=2)
    assert not release.is_too_late(due, due + timedelta(minutes=10))
    assert release.is_too_late(due, due + timedelta(minutes=10, seconds=1))


def reach(areas: str = "A B", accounts: str = "1 2", topics: str = "") -> release.Reach:
    return release.Reach(
        frozenset(areas.split()),
        frozenset(int(word) for word in accounts.split()),
        frozenset({"vi"}),
        frozenset(topics.split()),
    )


@pytest.mark.parametrize(
    ("mine", "first", "within"),
    [
        (reach(), reach(), True),
        (reach("A", "1"), reach(), True),
        (reach("A B C"), reach(), False),
        (reach(accounts="1 2 3"), reach(), False),
        (reach(topics="health"), reach(), True),
        (reach(), reach(topics="health"), False),
        (reach(topics="health traffic"), reach(topics="health"), False),
    ],
)
def test_one_officer_may_mend_only_what_keeps_or_narrows_the_reach(
    mine: release.Reach, first: release.Reach, within: bool
) -> None:
    alone = release.may_release_alone(Relation.CORRECTION, mine, first, on_prepared_form=True)
    assert alone is within


@pytest.mark.parametrize("relation", ["", Relation.SUPERSEDING])
def test_one_officer_never_releases_anything_new(relation: str) -> None:
    assert not release.may_release_alone(relation, reach(), reach(), on_prepared_form=True)


def test_one_officer_may_not_release_off_the_prepared_form() -> None:
    assert not release.may_release_alone(Relation.CORRECTION, reach(), reach(), on_prepared_form=False)


def test_the_hash_covers_every_part() -> None:
    payload = {"text": "a", "audience": {"areas": ["1"]}, "channels": [1], "time": NOW}
    hashes = {release.release_hash(payload | {part: "other"}) for part in payload}
    assert len(hashes | {release.release_hash(payload)}) == 5
    assert release.changed_parts(payload, payload | {"text": "b"}) == ["text"]


# -- emergency -----------------------------------------------------------------------------------------


def test_a_lawful_emergency_passes() -> None:
    reason = "Vỡ đê bao, nước dâng nhanh"
    assert emergency.emergency_faults("disaster", reason, NOW, NOW + timedelta(hours=24)) == []


@pytest.mark.parametrize("ends", [None, NOW, NOW + timedelta(hours=24, seconds=1)])
def test_an_emergency_ends_within_a_day(ends: datetime | None) -> None:
    assert emergency.emergency_faults("fire", "Cháy kho hóa chất", NOW, ends) == ["expiry"]


def test_an_emergency_needs_a_listed_kind_and_a_plain_reason() -> None:
    assert emergency.emergency_faults("", "bão", NOW, NOW + timedelta(hours=1)) == ["kind", "reason"]


# -- stops ---------------------------------------------------------------------------------------------


def good(**changes: object) -> stops.Settings:
    ready: dict[str, object] = {
        "mode": Mode.LIVE,
        "priority": Priority.NORMAL,
        "source": "Công văn 12/CV-YT",
        "valid_until": NOW + timedelta(days=1),
        "areas": frozenset({"A"}),
        "accounts": 1,
        "receivers": 10,
        "signers": 1,
    }
    return stops.Settings(**{**ready, **changes})  # type: ignore[arg-type]


def codes(found: list[stops.Stop]) -> list[str]:
    return [stop.code.value for stop in found]


def test_a_complete_bulletin_has_no_stop() -> None:
    assert stops.settings_stops(NOW, good()) == []
    assert stops.text_stops("vi", "Lịch phun", "Phun lúc 7 giờ.", Mode.LIVE) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"areas": frozenset()}, "no_area"),
        ({"accounts": 0}, "no_channel"),
        ({"receivers": 0}, "empty_audience"),
        ({"source": " "}, "no_source"),
        ({"signers": 0}, "no_signer"),
        ({"valid_until": None}, "no_expiry"),
        ({"valid_until": NOW}, "expired"),
        ({"send_at": NOW + timedelta(days=2)}, "ends_before_start"),
        ({"send_at": NOW - timedelta(minutes=11)}, "time_past"),
        ({"relation": "correction"}, "no_reason"),
        ({"areas_out_of_reach": ("Phường khác",)}, "area_out_of_reach"),
        ({"closed_accounts": ("Trang cũ",)}, "channel_closed"),
        ({"foreign_accounts": ("Trang diễn tập",)}, "channel_mode"),
        ({"incomplete_pictures": ("ảnh 1",)}, "picture_incomplete"),
        ({"priority": Priority.EMERGENCY, "emergency_reason": "Vỡ đê bao sông"}, "emergency_kind"),
    ],
)
def test_each_lack_stops_the_release(changes: dict[str, object], code: str) -> None:
    assert codes(stops.settings_stops(NOW, good(**changes))) == [code]


def test_an_empty_audience_never_means_everybody() -> None:
    found = codes(stops.settings_stops(NOW, good(areas=frozenset(), accounts=0, receivers=0)))
    assert found == ["no_area", "no_channel"]


def test_every_stop_says_what_to_do() -> None:
    assert set(stops.SENTENCES) == set(stops.StopCode)
    assert all(str(sentence).endswith(".") for sentence in stops.SENTENCES.values())


def test_a_place_to_fill_stops() -> None:
    found = stops.text_stops("vi", "Lịch {ngày}", "Lúc {giờ} ngày {ngày}.", Mode.LIVE)
    assert [stop.quote for stop in found] == ["{ngày}", "{giờ}"]


def test_an_exercise_that_does_not_say_so_stops() -> None:
    assert codes(stops.wording_stops("email", "Sơ tán ngay", Mode.EXERCISE)) == ["exercise_mark"]
    assert stops.wording_stops("email", "[DIỄN TẬP] Sơ tán ngay", Mode.EXERCISE) == []
    assert stops.wording_stops("email", "Sơ tán ngay", Mode.LIVE) == []


def test_a_live_bulletin_dressed_as_an_exercise_stops() -> None:
    found = stops.text_stops("vi", "[diễn tập] Sơ tán", "Sơ tán ngay.", Mode.LIVE)
    assert codes(found) == ["false_exercise_mark"]


def test_only_marked_stops_can_be_set_aside() -> None:
    mark = stops.mark_of("private", "Nguyễn Văn A")
    person = stops.Stop(stops.StopCode.PRIVATE_PERSON, quote="Nguyễn Văn A", mark=mark)
    source = stops.Stop(stops.StopCode.NO_SOURCE)
    assert stops.without_set_aside([person, source], [mark]) == [source]
    assert not source.can_be_set_aside


# -- wording -------------------------------------------------------------------------------------------


def test_filling_leaves_what_has_no_value() -> None:
    text = "Từ {giờ} ngày {ngày}, gọi {số}"
    assert placeholders.fill(text, {"giờ": "7h30", "ngày": "{số}", "số": ""}) == "Từ 7h30 ngày {số}, gọi {số}"
    assert placeholders.placeholder_names(text) == ["giờ", "ngày", "số"]


def test_plain_text_becomes_paragraphs_and_lists() -> None:
    text = "Đề nghị:\n- Đậy <nước>\n- Ngủ màn\n\nGọi 115."
    assert forms.to_html(text) == (
        "<p>Đề nghị:</p>\n<ul><li>Đậy &lt;nước&gt;</li><li>Ngủ màn</li></ul>\n<p>Gọi 115.</p>"
    )


def test_a_chat_text_keeps_issuer_code_and_link_however_long_the_message() -> None:
    text = forms.chat_text(
        title="Lịch phun",
        text="Một câu dài về việc phòng dịch.\n" * 200,
        issuer="UBND phường Láng Hạ",
        approver="Người duyệt: Trần Văn Duyệt, Trưởng ban",
        source="Nguồn: CDC",
        code="7K3M-Q2WT",
        url="https://loa.example.vn/b/7K3M-Q2WT",
        verify_word="Mã bản tin",
    )
    assert len(text) <= forms.CHAT_LONGEST
    assert text.endswith(
        "…\n\nUBND phường Láng Hạ\nNgười duyệt: Trần Văn Duyệt, Trưởng ban\nNguồn: CDC\nMã bản tin: 7K3M-Q2WT\nhttps://loa.example.vn/b/7K3M-Q2WT"
    )


def test_the_mark_stands_once() -> None:
    once = forms.with_mark("[DIỄN TẬP]", "Sơ tán")
    assert once == forms.with_mark("[DIỄN TẬP]", once) == "[DIỄN TẬP] Sơ tán"


# -- prepared messages ---------------------------------------------------------------------------------


def test_ten_messages_are_prepared() -> None:
    assert len(PREPARED) == 10


@pytest.mark.parametrize("path", PREPARED, ids=lambda path: path.stem)
def test_each_prepared_message_is_complete_in_both_languages(path: Path) -> None:
    prepared = tomllib.loads(path.read_text("utf-8"))
    assert set(prepared["vi"]) == set(prepared["en"]) == PARTS
    assert prepared["cap_category"] in CapCategory.values
    assert (prepared["priority"] == "emergency") <= (prepared["valid_hours"] <= 24)
    for language in ("vi", "en"):
        texts = prepared[language]
        for part in ("correction", "withdrawal"):
            names = placeholders.placeholder_names(texts[part])
            known = {"cơ quan", "mã bản tin gốc", "giờ phát gốc", "lý do", "nội dung đúng"}
            assert set(names) <= known
            assert known - set(names) == ({"nội dung đúng"} if part == "withdrawal" else set())
        assert set(placeholders.placeholder_names(prepared["vi"]["body"])) == set(
            placeholders.placeholder_names(prepared["en"]["body"])
        )

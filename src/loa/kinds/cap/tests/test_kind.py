"""Alerts as a channel: one document a bulletin, chained by references, valid against the schema of OASIS."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from loa.channels.base import Message, Outcome, Outlet, Wording
from loa.channels.contract import sample_core, violations
from loa.channels.errors import BadConfig
from loa.kinds.cap import actions
from loa.kinds.cap.config import LONGEST, CapConfig
from loa.kinds.cap.errors import NothingToCancel
from loa.kinds.cap.kind import ALERTS, CapKind
from loa.kinds.cap.models import Alert
from loa.kinds.cap.tests.conftest import CODE, CONFIG, read
from loa.kinds.cap.words import EVENTS, event_in
from loa.lib import cap, clock
from loa.lib.cap.versions import schema_faults
from loa.lib.safe_xml import parse_xml

BOTH = [
    {"language": "vi", "title": "Sơ tán khỏi bãi sông", "text": "Rời bãi sông trước 18 giờ."},
    {"language": "en", "title": "Leave the river bank", "text": "Leave the river bank before 18:00."},
]
GRAVE = {
    "category": "Rescue",
    "event": "Sơ tán",
    "urgency": "Immediate",
    "severity": "Extreme",
    "certainty": "Likely",
}


def test_it_keeps_the_contract_of_a_kind():
    assert violations(CapKind()) == []


@pytest.mark.django_db
def test_an_alert_says_what_the_bulletin_says_in_both_languages(issue, account):
    until = (clock.now() + timedelta(hours=9)).isoformat()
    row = issue(
        wordings=BOTH,
        cap=GRAVE,
        valid_until=until,
        attachments=[{"file": "018f0000-0000-7000-8000-000000000001", "title": "Bản đồ", "size": 9}],
    )
    assert schema_faults(parse_xml(row.xml.encode()), "1.2") == []
    alert = read(row)
    assert alert.identifier == f"localhost.{account.pk}.{CODE}"
    assert (alert.sender, alert.status, alert.msg_type) == (
        CONFIG.sender,
        cap.Status.ACTUAL,
        cap.MsgType.ALERT,
    )
    assert (alert.scope, alert.source, alert.references) == (
        cap.Scope.PUBLIC,
        "Thông báo số 12/TB-UBND",
        (),
    )
    vi, en = alert.infos
    assert [info.language for info in alert.infos] == ["vi-VN", "en"]
    assert (vi.event, vi.headline, vi.description) == ("Sơ tán", BOTH[0]["title"], BOTH[0]["text"])
    assert (en.event, en.headline, en.description) == ("Evacuation", BOTH[1]["title"], BOTH[1]["text"])
    for info in alert.infos:
        assert (info.categories, info.urgency) == ((cap.Category.RESCUE,), cap.Urgency.IMMEDIATE)
        assert (info.severity, info.certainty) == (cap.Severity.EXTREME, cap.Certainty.LIKELY)
        assert info.sender_name == "Ủy ban nhân dân phường Mẫu"
        assert info.web == f"http://localhost:8000/b/{CODE}"
        assert info.contact == CONFIG.contact
        assert info.parameters[0].value == "Chủ tịch UBND phường Mẫu"
        assert info.resources[0].uri.startswith("http://localhost:8000/files/")
        assert info.areas[0].desc == "Phường Mẫu"
        assert abs(info.expires - clock.now() - timedelta(hours=9)) < timedelta(minutes=1)


@pytest.mark.django_db
def test_an_alert_without_an_end_holds_as_long_as_the_account_says(issue):
    row = issue()
    assert row.expires_at - row.sent_at == timedelta(hours=CONFIG.hours)
    assert read(row).infos[0].expires == row.expires_at


@pytest.mark.django_db
def test_communes_of_today_are_drawn_and_named_by_their_code(issue):
    area = read(issue(areas=["Phường Hoàn Kiếm"], area_codes=["00070", "C1A"])).infos[0].areas[0]
    assert area.geocodes == (cap.Pair("GSO", "00070"),)
    (ring,) = area.polygons
    assert ring[0] == ring[-1]
    assert all(20.9 < point.latitude < 21.2 and 105.7 < point.longitude < 106 for point in ring)
    many = [f"{n:05}" for n in range(60)]
    assert read(issue("0000-0002", area_codes=[*many, "00070"])).infos[0].areas[0].polygons == ()


@pytest.mark.django_db
def test_what_no_document_may_hold_is_left_out(issue):
    wordings = [
        {"language": "vi", "title": "Mưa \x07<b>to</b> & gió ]]>", "text": "Ngập\x1b sâu\r\n \U0001f6b0"}
    ]
    (info,) = read(issue(wordings=wordings)).infos
    assert info.headline == "Mưa <b>to</b> & gió ]]>"
    assert info.description == "Ngập sâu\r\n \U0001f6b0"


# -- chains ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_corrections_refer_to_everything_they_take_the_place_of(issue):
    first = issue(ago=90)
    second = issue("8N4P-R3XV", ago=60, relation="correction", corrects=CODE, reason="Ghi nhầm giờ")
    third = issue("9P5Q-S4YW", ago=30, relation="supersede", corrects="8N4P-R3XV")
    one, two, three = map(read, (first, second, third))
    assert (two.msg_type, two.references, two.note) == (
        cap.MsgType.UPDATE,
        (one.reference,),
        "Ghi nhầm giờ",
    )
    assert (three.msg_type, three.references) == (cap.MsgType.UPDATE, (one.reference, two.reference))
    assert list(Alert.objects.filter(ended_at=None)) == [third]
    assert first.xml == Alert.objects.get(pk=first.pk).xml, "what was issued never changes"


@pytest.mark.django_db
def test_a_second_correction_of_the_first_updates_the_whole_chain(issue):
    first = issue(ago=90)
    second = issue("8N4P-R3XV", ago=60, relation="correction", corrects=CODE)
    third = issue("9P5Q-S4YW", ago=30, relation="correction", corrects=CODE)
    assert read(third).references == (read(first).reference, read(second).reference)


@pytest.mark.django_db
def test_a_withdrawal_cancels_and_says_why(issue):
    first = issue()
    cancel = read(issue("8N4P-R3XV", ago=30, relation="withdrawal", corrects=CODE, reason="Phát nhầm"))
    assert (cancel.msg_type, cancel.references) == (cap.MsgType.CANCEL, (read(first).reference,))
    assert cancel.note == "Phát nhầm"


@pytest.mark.django_db
def test_a_reference_keeps_the_name_under_which_the_first_was_sent(issue, account):
    first = issue()
    renamed = CapConfig(sender="moi@example.vn", prefix="urn:oid:2.49.0.0.704.1")
    payload = CapKind().render(sample_core()) | {
        "code": "8N4P-R3XV",
        "corrects": CODE,
        "relation": "correction",
    }
    update = read(actions.publish(account_id=account.pk, config=renamed, key="loa-2", payload=payload))
    assert update.identifier == f"urn:oid:2.49.0.0.704.1.{account.pk}.8N4P-R3XV"
    assert update.references == (read(first).reference,)


@pytest.mark.django_db
def test_the_same_bulletin_in_other_words_is_an_update_under_its_own_address(issue):
    first = issue()
    again = issue(key="loa-2", ago=30, wordings=[BOTH[0]])
    assert (again.name, read(again).references) == (f"{CODE}.2", (read(first).reference,))


@pytest.mark.django_db
def test_nothing_is_cancelled_that_was_never_issued(issue):
    with pytest.raises(NothingToCancel):
        issue(relation="withdrawal", corrects="0000-0000")
    assert not Alert.objects.exists()


# -- sending -----------------------------------------------------------------------------------------------


@pytest.fixture
def run(account):
    """Hand messages to the kind as the ledger does."""
    outlet = Outlet(account.pk, "cap", account.name, "live", account.body_id, "Thành phố Mẫu", CONFIG)

    def message(number=1, **changes):
        payload = CapKind().render(sample_core()) | changes
        return Message(number, account.pk, "live", f"cap:{account.pk}", payload, "vi")

    async def both(messages):
        kind = CapKind()
        before = await kind.ask(outlet, messages[0])
        sent = [result async for result in kind.send(outlet, messages)]
        return before, sent, await kind.ask(outlet, messages[0])

    return lambda *several: asyncio.run(both([message(**changes) for changes in several]))


@pytest.mark.django_db(transaction=True)
def test_sending_twice_issues_once_and_asking_finds_it(run):
    before, twice, after = run({}, {}, {"number": 2})
    assert (before.state, before.temporary) == (Outcome.FAILED, True)
    assert {result.state for result in [*twice, after]} == {Outcome.DELIVERED}
    assert Alert.objects.get().keys == ["loa-1", "loa-2"], (
        "the same words in another delivery are the same alert"
    )


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_issued_fails_for_good_and_holds_up_nothing(run):
    _before, (refused, issued), _after = run(
        {"relation": "withdrawal", "corrects": "0000-0000"}, {"number": 2, "code": "0000-0002"}
    )
    assert (refused.state, refused.code, refused.temporary) == (Outcome.FAILED, "nothing_to_cancel", False)
    assert issued.state == Outcome.DELIVERED


def test_one_message_carries_every_language():
    core = sample_core("exercise")
    wordings = tuple(Wording(item["language"], item["title"], item["text"]) for item in BOTH)
    payload = CapKind().render(
        type(core)(**{name: getattr(core, name) for name in core.__slots__} | {"wordings": wordings})
    )
    assert [item["title"] for item in payload["wordings"]] == [f"[DIỄN TẬP] {item['title']}" for item in BOTH]


@pytest.mark.django_db
def test_the_place_of_alerts_is_one_receiver_while_the_account_is_in_use(account):
    rule = {"account": account.pk, "language": "vi"}
    assert ALERTS.count(rule, clock.now()) == 1
    type(account).objects.update(state="paused")
    assert ALERTS.plan(rule, clock.now()) == []


@pytest.mark.parametrize(
    "config",
    [
        {"sender": ""},
        {"sender": "can bao@example.vn"},
        {"sender": "a,b"},
        {"sender": "a@b.vn", "prefix": "urn x"},
        {"sender": "a@b.vn", "prefix": "a&b"},
        {"sender": "a@b.vn", "hours": 0},
        {"sender": "a@b.vn", "hours": LONGEST + 1},
    ],
)
def test_settings_that_would_make_every_alert_invalid_are_refused(config):
    with pytest.raises(BadConfig):
        CapKind().check_config(CapConfig(**config))


def test_every_prepared_event_has_an_english_name():
    assert all(event_in("en", event, "Title") not in {event, "Title"} for event in EVENTS)
    assert event_in("en", "Lốc xoáy", "Tornado in Hà Đông") == "Tornado in Hà Đông"
    assert event_in("vi", "", "Lốc xoáy ở Hà Đông") == "Lốc xoáy ở Hà Đông"

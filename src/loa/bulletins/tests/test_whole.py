"""The whole way with the real ledger: released, sent over the page and by mail, corrected to the same receivers."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from loa.audience.actions import Arrival, Choice, import_subscribers
from loa.bulletins import actions
from loa.bulletins.errors import Moved
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries.audience import audience_of
from loa.bulletins.rules.words import Mode
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.delivery import worker
from loa.delivery.models import Delivery, Dispatch
from loa.kinds.website.models import Page, PageVersion
from loa.kinds.website.queries import public_pages
from loa.lib import clock
from tests.desk import RIGHT, TEXT, Desk, proof
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(desk: Desk, mailbox: Mailbox) -> Account:
    config = {"host": "127.0.0.1", "port": mailbox.port, "sender": "tin@example.vn", "security": "none"}
    return open_account(
        actor=desk.world.admin, body=desk.world.city, kind="email", name="Thư thật", config=config
    )


def let_the_hold_pass(desk: Desk, bulletin: Bulletin) -> None:
    """Do as if fifteen seconds had passed, for the ledger by the database's clock and for the room by ours."""
    past = clock.now() - timedelta(seconds=1)
    Dispatch.objects.filter(thing=bulletin.thing).update(starts_at=past, hold_until=past)
    worker.drain(horizon=40)  # a slow machine may need the first retries
    desk.end_hold(bulletin)


@pytest.mark.mission("N6")
@pytest.mark.mission("M5", part=True)
@pytest.mark.fault("S07")
def test_a_correction_reaches_exactly_who_got_the_first(desk: Desk, mailbox: Mailbox, post: Account) -> None:
    bulletin = desk.submitted(accounts=[desk.website, post])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    first = Counter(to for tos, _letter in mailbox.envelopes for to in tos)
    assert sum(first.values()) == 3
    assert Delivery.objects.filter(state="delivered").count() == 1, "the page stands"
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
    )
    before = len(mailbox.envelopes)
    worker.drain(horizon=40)  # a slow machine may need the first retries
    second = Counter(to for tos, _letter in mailbox.envelopes[before:] for to in tos)
    assert second == first
    letter = mailbox.letters[-1]
    assert "Đính chính" in str(letter["Subject"])
    correction = Page.objects.get(code=row.bulletin.code)
    assert PageVersion.objects.get(page=correction).corrects == bulletin.code
    assert {page.code for page in public_pages()} == {bulletin.code, row.bulletin.code}


@pytest.fixture
def ward_post(desk: Desk, mailbox: Mailbox) -> Account:
    config = {"host": "127.0.0.1", "port": mailbox.port, "sender": "phuong@example.vn", "security": "none"}
    return open_account(
        actor=desk.world.admin, body=desk.world.ward_a, kind="email", name="Thư của phường", config=config
    )


def test_whom_the_city_and_a_ward_write_to_gets_one_letter_and_it_is_the_wards(
    desk: Desk, mailbox: Mailbox, post: Account, ward_post: Account
) -> None:
    world = desk.world
    both = Arrival("hai.noi@example.vn", Choice([world.ward_a_area, world.ward_b_area]))
    import_subscribers(actor=world.editor, body=world.city, arrivals=[both], basis="Phiếu 02")
    bulletin = desk.submitted(accounts=[post, ward_post])
    approved = bulletin.submissions.get()
    assert approved.counts["accounts"] == {str(post.pk): 1, str(ward_post.pk): 3}
    assert approved.counts["areas"] == {"C1A": 3, "C1B": 1}
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    letters = Counter(to for tos, _letter in mailbox.envelopes for to in tos)
    assert letters == dict.fromkeys([*(f"nguoi{n}@example.vn" for n in range(3)), "hai.noi@example.vn"], 1)
    assert Delivery.objects.filter(account_id=ward_post.pk, state="accepted").count() == 3
    assert approved.audience_count == Delivery.objects.count() == 4
    actions.correct(actor=world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof())
    worker.drain(horizon=40)
    assert Counter(to for tos, _letter in mailbox.envelopes for to in tos) == dict.fromkeys(letters, 2)


def test_two_accounts_of_one_body_do_not_write_twice(desk: Desk, mailbox: Mailbox, post: Account) -> None:
    audience = audience_of(desk.draft(accounts=[desk.email, post]), clock.now())
    assert (audience.total, sorted(share.count for share in audience.shares)) == (3, [0, 3])


def test_a_text_in_two_languages_stands_on_the_page_twice_and_so_does_its_withdrawal(desk: Desk) -> None:
    bulletin = desk.draft(accounts=[desk.website])
    english = {"title": "Mosquito spraying in Láng Hạ", "text": TEXT}
    actions.save(actor=desk.world.editor, bulletin=bulletin, language="en", base_version=0, **english)
    actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
    actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    assert set(public_pages().values_list("code", "language")) == {
        (bulletin.code, "vi"),
        (bulletin.code, "en"),
    }
    row = actions.correct(
        actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Ghi nhầm ngày", proof=proof()
    )
    worker.drain(horizon=40)
    (page,) = Page.objects.filter(code=row.bulletin.code)
    assert page.versions.count() == 1, "who read it in English reads the correction's one text"
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_an_exercise_goes_the_same_way_and_reaches_no_public_page(desk: Desk) -> None:
    bulletin = desk.submitted(mode=Mode.EXERCISE, accounts=[desk.exercise_site])
    desk.release(bulletin)
    let_the_hold_pass(desk, bulletin)
    page = Page.objects.get(code=bulletin.code)
    assert page.mode == "exercise"
    assert page.versions.get().title.startswith("[DIỄN TẬP]")
    assert list(public_pages()) == []


@pytest.mark.fault("R10")
def test_two_approvers_pressing_at_once_release_once(desk: Desk) -> None:
    bulletin = desk.submitted()
    seen = bulletin.submissions.get().hash
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def press() -> None:
        start.wait()
        try:
            fresh = Bulletin.objects.get(pk=bulletin.pk)
            actions.release(actor=desk.world.approver, bulletin=fresh, seen_hash=seen, proof=proof())
            outcomes.append("released")
        except Moved:
            outcomes.append("moved")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["moved", "moved", "moved", "released"]
    assert Dispatch.objects.count() == Release.objects.count() == 1


@pytest.mark.fault("S02")
def test_an_edit_and_a_release_at_once_never_send_what_was_not_approved(desk: Desk) -> None:
    for _round in range(3):
        bulletin = desk.submitted()
        submission = bulletin.submissions.get()
        start = threading.Barrier(2)

        def edit(bulletin: Bulletin = bulletin, start: threading.Barrier = start) -> None:
            start.wait()
            with contextlib.suppress(Moved):
                actions.configure(actor=desk.world.editor, bulletin=bulletin, source="Nguồn khác")
            connection.close()

        thread = threading.Thread(target=edit)
        thread.start()
        start.wait()
        with contextlib.suppress(Moved):
            actions.release(
                actor=desk.world.approver,
                bulletin=Bulletin.objects.get(pk=bulletin.pk),
                seen_hash=submission.hash,
                proof=proof(),
            )
        thread.join(30)
        bulletin.refresh_from_db()
        sent = Dispatch.objects.filter(thing=bulletin.thing).first()
        assert bool(sent) is (bulletin.state == "released")
        if sent:
            assert bulletin.source == "Kế hoạch 12/KH-UBND"

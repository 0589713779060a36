"""What came back, from the envelope sender to the ledger and the audience: once, believed only when signed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from loa.audience import actions as audience
from loa.audience import bounced, links
from loa.audience.letters import send_link
from loa.audience.models import Consent, Contact, Subscriber, Suppression
from loa.audience.queries import get_own_page
from loa.channels import slots
from loa.delivery import folder
from loa.delivery.models import Event
from loa.delivery.testing import states, tallied
from loa.journal.models import Entry
from loa.kinds.email import queries, rules
from loa.kinds.email.intake import NOT_OURS, REPEATED, run_purge, take_in
from loa.kinds.email.models import Bounce
from loa.kinds.email.tests import samples
from loa.lib import clock
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(account, subscribe, send):
    """Send one message to three subscribers."""
    subscribe("an", "binh", "chi")
    return send(account, 3)


def back(letter, write=samples.postfix, *more, account=None):
    raw = write(letter.sender, letter.id, *more)
    return take_in(raw, account=account)


# -- the names of a letter ---------------------------------------------------------------------------------


def test_every_letter_leaves_under_a_signed_name_of_its_own(sent):
    _dispatch, letters = sent
    assert len({letter.sender for letter in letters}) == len({letter.id for letter in letters}) == 3
    for letter in letters:
        assert re.fullmatch(r"trave\+\d+-1-[a-z2-7]{16}@thu\.hanoi\.example", letter.sender)
        assert re.fullmatch(r"<loa-\d+\.[a-z2-7]{16}@hanoi\.example>", letter.id)
        assert len(letter.sender.partition("@")[0]) <= 64
        assert letter.to.partition("@")[2] not in letter.sender + letter.id


def test_without_a_bounce_address_the_sender_is_told_as_before(open_mail, subscribe, send):
    subscribe("an")
    _dispatch, (letter,) = send(open_mail(bounce_address=""), 1)
    assert letter.sender == "tin@hanoi.example"
    assert re.fullmatch(r"<loa-\d+@hanoi\.example>", letter.id)


# -- the ledger --------------------------------------------------------------------------------------------


def test_a_bounce_moves_accepted_to_failed_in_the_ledger_and_the_tally_once(account, subscribe, send):
    subscribe(*(f"n{n}" for n in range(7)))
    dispatch, letters = send(account, 7)
    assert states(dispatch) == {"accepted": 7}
    for letter, (write, code) in zip(letters, samples.HARD.values(), strict=False):
        assert [back(letter, write), back(letter, write)] == ["hard", REPEATED]
        event = Event.objects.filter(state="failed").latest("id")
        assert (event.code, event.origin) == (f"bounce_{code}", "receipt")
        assert event.reason.startswith("Thư bị trả lại")
    folder.catch_up()
    assert states(dispatch) == tallied(dispatch) == {"accepted": 1, "failed": 6}


def test_a_letter_is_known_by_the_message_id_alone_when_the_address_was_lost(sent):
    dispatch, (letter, *_others) = sent
    assert take_in(samples.gmail("tin@hanoi.example", letter.id.upper().replace("LOA-", "loa-"))) == "hard"
    folder.catch_up()
    assert states(dispatch) == {"accepted": 2, "failed": 1}


def test_a_delay_changes_nothing_and_a_letter_given_up_blames_no_address(sent):
    dispatch, (one, two, _three) = sent
    assert back(one, samples.postfix, "4.4.1", "delayed", "connection timed out") == "soft"
    assert back(two, samples.postfix, "4.4.1", "failed", "connection timed out") == "soft"
    folder.catch_up()
    assert states(dispatch) == {"accepted": 2, "failed": 1}
    assert not Suppression.objects.exists()


def test_the_same_news_under_another_message_id_counts_once(sent):
    _dispatch, (letter, *_others) = sent
    back(letter)
    again = samples.postfix(letter.sender, letter.id).replace(
        b"Undelivered", b"Message-ID: <x@y>\r\nX: Undelivered"
    )
    assert take_in(again) == REPEATED
    assert Bounce.objects.count() == 1


# -- what is not believed ----------------------------------------------------------------------------------


def test_a_forged_name_stops_nobody_and_is_counted(account, sent):
    dispatch, (letter, other, _third) = sent
    user, _, domain = letter.sender.partition("@")
    name, attempt, mac = user.split("-")
    forged = (
        (f"{name}-{attempt}-{'a' * 16}@{domain}", "<x@y>"),
        (
            f"{other.sender.split('-')[0]}-{attempt}-{mac}@{domain}",
            "<x@y>",
        ),  # another letter under this one's mark
        (f"{name}-2-{mac}@{domain}", "<x@y>"),
        (
            "tin@hanoi.example",
            re.sub(r"\..{16}@", f".{mac}@", other.id),
        ),  # the mark of an address is none of a letter
        (f"trave+{'9' * 19}-1-{mac}@{domain}", "<x@y>"),
    )
    for to, letter_id in forged:
        assert take_in(samples.postfix(to, letter_id), account=account) == "forged"
    assert (
        take_in(samples.postfix("tin@hanoi.example", "<loa-5@hanoi.example>"), account=account) == "unclear"
    )
    folder.catch_up()
    assert states(dispatch) == {"accepted": 3}
    assert not Suppression.objects.exists()
    assert set(Bounce.objects.values_list("delivery_id", flat=True)) == {None}
    assert take_in(samples.postfix(*forged[0])) == NOT_OURS, (
        "without an account there is nobody to count it for"
    )


def test_automatic_answers_and_people_change_nothing(account, sent):
    dispatch, (letter, *_others) = sent
    assert back(letter, samples.away) == "reply"
    assert back(letter, samples.person) == "unclear"
    assert take_in(b"\0\xff" * 50, account=account) == "unclear"
    folder.catch_up()
    assert states(dispatch) == {"accepted": 3}
    assert not Suppression.objects.exists()


def test_an_old_letter_is_believed_after_the_keys_were_exchanged(sent, keyring, settings):
    _dispatch, (letter, *_others) = sent
    keyring.with_new_key("lookup").save(str(settings.KEYRING_FILE))
    assert back(letter) == "hard"


# -- the audience ------------------------------------------------------------------------------------------


def test_who_has_no_mailbox_any_more_is_left_out_of_the_next_dispatch(account, sent, send):
    _dispatch, (letter, *_others) = sent
    back(letter)
    held = Suppression.objects.get()
    assert held.reason == Suppression.Reason.BOUNCED
    assert Entry.objects.filter(verb="audience.bounced").count() == 1
    assert Subscriber.objects.filter(stopped_at__isnull=False).count() == 0, "nobody asked to be left alone"
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 0
    _dispatch, letters = send(account, 2)
    assert [one.to for one in letters] == ["binh@nhacungcap.example", "chi@nhacungcap.example"]


def test_three_other_bounces_in_thirty_days_are_enough_and_a_full_mailbox_never_is(account, subscribe, send):
    subscribe("an", "binh")
    for n in range(4):
        _dispatch, (an, binh) = send(account, 2)
        with time_machine.travel(clock.now() + timedelta(days=n)):
            back(an, samples.postfix, "5.2.2", "failed", "552 5.2.2 over quota")
            assert not Suppression.objects.exists()
            if n < 3:
                back(binh, samples.postfix, "5.4.1", "failed", "550 5.4.1 access denied")
            if n == 2:
                assert Suppression.objects.get().lookup == Contact.objects.order_by("pk")[1].lookup
                Suppression.objects.all().delete()


def test_bounces_far_apart_do_not_add_up(account, subscribe, send):
    subscribe("an")
    for n in range(3):
        _dispatch, (letter,) = send(account, 1)
        with time_machine.travel(clock.now() + timedelta(days=20 * n)):
            back(letter, samples.postfix, "5.4.1", "failed", "550 5.4.1 access denied")
    assert Bounce.objects.count() == 3
    assert not Suppression.objects.exists()


def test_an_officer_lifts_it_with_a_reason_and_only_who_manages_the_area(world, account, sent, send):
    _dispatch, (letter, *_others) = sent
    back(letter)
    who = Contact.objects.order_by("pk").first().subscriber_id
    with pytest.raises(RightMissing):
        bounced.lift_bounce(actor=world.ward_officer, subscriber_id=who, reason="Đã sửa")
    assert bounced.lift_bounce(actor=world.editor, subscriber_id=who, reason="Đã sửa máy chủ")
    assert not bounced.lift_bounce(actor=world.editor, subscriber_id=who, reason="Lần nữa")
    assert Entry.objects.filter(verb="audience.lifted").count() == 1
    assert len(send(account, 3)[1]) == 3


def test_a_new_double_opt_in_clears_it_and_an_old_link_does_not(world, account, sent, send):
    _dispatch, (letter, *_others) = sent
    contact = Contact.objects.order_by("pk").first()
    back(letter)
    with pytest.raises(audience.BadLink):
        audience.confirm(token=links.confirm_token(contact.pk))
    choice = audience.Choice([world.ward_a_area])
    audience.ask_to_subscribe(body=world.city, address=letter.to, choice=choice, agreed=True)
    assert Suppression.objects.exists()
    assert get_own_page(links.own_token(contact.pk)).is_stopped
    audience.confirm(token=links.confirm_token(contact.pk))
    assert not Suppression.objects.exists()
    assert len(send(account, 3)[1]) == 3


def test_the_letter_that_asks_again_leads_to_a_confirmation(world, sent, mailbox):
    _dispatch, (letter, *_others) = sent
    back(letter)
    choice = audience.Choice([world.ward_a_area])
    audience.ask_to_subscribe(body=world.city, address=letter.to, choice=choice, agreed=True)
    send_link(Contact.objects.order_by("pk").first().pk)
    assert "/confirm/" in mailbox.letters[0].get_content()


def test_a_stop_weighs_more_than_a_bounce_and_is_not_lifted(world, sent):
    _dispatch, (letter, *_others) = sent
    contact = Contact.objects.order_by("pk").first()
    back(letter)
    audience.stop(token=links.own_token(contact.pk))
    assert Suppression.objects.get().reason == Suppression.Reason.STOPPED
    assert not bounced.lift_bounce(actor=world.editor, subscriber_id=contact.subscriber_id, reason="Thử")


def test_a_complaint_stops_as_the_resident_would_and_writes_nothing_into_the_ledger(account, sent, send):
    dispatch, (letter, *_others) = sent
    assert back(letter, samples.complaint) == "complaint"
    assert back(letter, samples.complaint, "fraud") == REPEATED
    assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINED
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 1
    folder.catch_up()
    assert states(dispatch) == {"accepted": 3}
    assert len(send(account, 2)[1]) == 2


def test_too_many_complaints_are_told_to_who_manages_the_account_once(account, subscribe, send, monkeypatch):
    heard = []
    monkeypatch.setattr(slots, "_listeners", [heard.append])
    monkeypatch.setattr(rules, "FEWEST_COMPLAINTS", 2)
    subscribe(*(f"n{n}" for n in range(4)))
    _dispatch, letters = send(account, 4)
    for letter in letters[:3]:
        back(letter, samples.complaint)
    assert {trouble.path for trouble in heard} == {f"/desk/mail/{account.pk}/"}
    assert len({trouble.key for trouble in heard}) == 1, "told once a week, whoever complains after"
    assert "0,3 %" in heard[0].title
    found = queries.standing_of(account)
    assert (found.complaints, found.letters, found.is_bad) == (3, 4, True)


def test_what_comes_back_from_an_exercise_stops_nobody(open_mail, subscribe, send):
    subscribe("an")
    dispatch, (letter,) = send(open_mail("exercise"), 1)
    assert back(letter) == "hard"
    folder.catch_up()
    assert states(dispatch) == {"failed": 1}
    assert not Suppression.objects.exists()


# -- what is kept ------------------------------------------------------------------------------------------


def test_neither_an_address_nor_a_word_of_what_came_back_is_kept(sent):
    _dispatch, (letter, other, _third) = sent
    back(letter)
    back(other, samples.complaint)
    back(other, samples.away)
    for needle in (letter.to, samples.WHO, "nhacungcap", "nghỉ phép", "User unknown"):
        assert _tables_holding(needle) == []


def _tables_holding(needle):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{needle}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_erasure_takes_what_stood_against_the_address_and_leaves_a_number(sent):
    _dispatch, (letter, *_others) = sent
    back(letter)
    contact = Contact.objects.order_by("pk").first()
    audience.erase(token=links.own_token(contact.pk))
    assert not Suppression.objects.exists()
    assert _tables_holding(contact.lookup) == []
    assert Bounce.objects.count() == 1


def test_what_came_back_long_ago_goes(sent):
    _dispatch, (letter, *_others) = sent
    back(letter)
    assert run_purge() == 0
    with time_machine.travel(clock.now() + rules.KEPT + timedelta(days=1)):
        assert run_purge() == 1

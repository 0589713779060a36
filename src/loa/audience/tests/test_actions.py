"""Asking, confirming, stopping and erasing, as the person behind the address sees it."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from loa.audience import actions, letters, links, lists, queries
from loa.audience.actions import Arrival, Choice
from loa.audience.errors import BadContact, BadLink, ConsentMissing, NothingChosen
from loa.audience.models import Consent, Contact, ContactKind, Erasure, Subscriber, Suppression
from loa.audience.sources import SubscriberSource
from loa.journal.actions import SYSTEM
from loa.journal.erased import record_erased
from loa.lib import clock
from loa.units.actions import NewArea, merge_areas
from loa.units.errors import RightMissing, UnknownThing
from loa.units.models import Area, Role
from tests.world import make_actor

pytestmark = pytest.mark.django_db
ADDRESS = "ba.tam@example.vn"


@pytest.fixture
def ask(world, keyring):
    def run(address=ADDRESS, *, agreed=True, areas=None, **choice):
        picked = Choice([world.ward_a_area] if areas is None else areas, **choice)
        actions.ask_to_subscribe(body=world.city, address=address, choice=picked, agreed=agreed)
        return Contact.objects.filter(lookup__isnull=False).last()

    return run


def waiting_letters():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'loa.audience.tasks.send_link'"
        )
        return cursor.fetchone()[0]


def meant(world, area=None):
    rule = {"areas": [(area or world.ward_a_area).code]}
    return SubscriberSource(ContactKind.EMAIL).count(rule, clock.now())


def test_nobody_is_written_to_before_following_the_link(world, ask):
    contact = ask()
    assert meant(world) == 0
    actions.confirm(token=links.confirm_token(contact.pk))
    assert meant(world) == 1


def test_the_link_arrives_by_real_mail_and_works(world, ask, mailbox):
    letters.send_link(ask().pk)
    body = mailbox.letters[0].get_content()
    token = body.split("/confirm/")[1].split("/")[0]
    actions.confirm(token=token)
    assert meant(world) == 1


@pytest.mark.fault("A23")
def test_asking_again_and_again_sends_one_letter(ask):
    for _ in range(5):
        ask()
    assert waiting_letters() == 1
    assert Subscriber.objects.count() == 1


def test_a_known_address_is_not_told_apart_from_a_new_one_and_keeps_its_choice(world, ask, mailbox):
    contact = ask()
    actions.confirm(token=links.confirm_token(contact.pk))
    ask(areas=[world.ward_b_area])
    assert queries.get_own_page(links.own_token(contact.pk)).areas == [world.ward_a_area]
    letters.send_link(contact.pk)
    assert "/subscription/" in mailbox.letters[0].get_content()


@pytest.mark.parametrize("address", ["", "ba tam@example.vn", "tam@", "a@b", "tam@example.vn\nBcc: x@y.vn"])
@pytest.mark.fault("A11")
def test_an_address_nothing_can_be_sent_to_is_refused(ask, address):
    with pytest.raises(BadContact):
        ask(address)


def test_without_consent_or_area_nothing_is_kept(ask):
    with pytest.raises(ConsentMissing):
        ask(agreed=False)
    with pytest.raises(NothingChosen):
        ask(areas=[])
    assert Subscriber.objects.count() == 0


def test_a_forged_or_old_link_does_nothing(ask):
    contact = ask()
    token = links.confirm_token(contact.pk)
    with pytest.raises(BadLink):
        actions.confirm(token=token[:-1] + ("A" if token[-1] != "A" else "B"))
    with time_machine.travel(clock.now() + timedelta(days=4)), pytest.raises(BadLink):
        actions.confirm(token=token)
    with pytest.raises(BadLink):
        actions.stop(token=token)


@pytest.mark.fault("E06")
def test_stop_counts_before_the_next_send_and_keeps_the_proof_of_consent(world, ask):
    contact = ask()
    actions.confirm(token=links.confirm_token(contact.pk))
    actions.stop(token=links.own_token(contact.pk))
    actions.stop(token=links.own_token(contact.pk))
    assert meant(world) == 0
    assert Consent.objects.get().withdrawn_at is not None


@pytest.fixture
def stopped(ask):
    contact = ask(topics=["health"])
    actions.confirm(token=links.confirm_token(contact.pk))
    actions.stop(token=links.own_token(contact.pk))
    return contact


def test_who_stopped_and_asks_again_gets_the_new_choice_after_a_new_confirmation(world, ask, stopped):
    ask(areas=[world.ward_b_area])
    assert waiting_letters() == 2
    assert meant(world, world.ward_b_area) == 0
    actions.confirm(token=links.confirm_token(stopped.pk))
    assert (meant(world), meant(world, world.ward_b_area)) == (0, 1)
    page = queries.get_own_page(links.own_token(stopped.pk))
    assert (page.areas, page.topics, page.is_stopped) == ([world.ward_b_area], [], False)


def test_coming_back_is_a_new_consent_and_the_withdrawn_one_stays(ask, stopped):
    ask()
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 0
    actions.confirm(token=links.confirm_token(stopped.pk))
    actions.confirm(token=links.confirm_token(stopped.pk))
    withdrawn, given = Consent.objects.order_by("given_at")
    assert withdrawn.withdrawn_at is not None
    assert given.withdrawn_at is None
    assert given.given_at >= withdrawn.withdrawn_at


def test_a_link_from_before_the_stop_brings_nobody_back(world, stopped):
    with pytest.raises(BadLink):
        actions.confirm(token=links.confirm_token(stopped.pk))
    assert meant(world) == 0


def test_asking_for_somebody_who_stopped_sends_one_letter_and_brings_nobody_back(
    world, ask, stopped, mailbox
):
    for _ in range(3):
        ask()
    assert waiting_letters() == 2
    assert meant(world) == 0
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert actions.run_purge() == 0
    letters.send_link(stopped.pk)
    body = mailbox.letters[0].get_content()
    assert "/confirm/" in body
    assert "như đã chọn trước đây" in body


def test_a_list_cannot_bring_back_who_stopped(world, ask):
    contact = ask()
    actions.confirm(token=links.confirm_token(contact.pk))
    actions.stop(token=links.own_token(contact.pk))
    done = actions.import_subscribers(
        actor=world.editor,
        body=world.city,
        basis="Phiếu 02",
        arrivals=[
            Arrival(ADDRESS.upper(), Choice([world.ward_a_area])),
            Arrival("moi@example.vn", Choice([world.ward_a_area])),
        ],
    )
    assert (done.added, done.known, done.stopped) == (1, 0, 1)


def test_a_list_comes_in_whole_or_not_at_all(world, keyring):
    rows = [
        Arrival("tot@example.vn", Choice([world.ward_a_area])),
        Arrival("hong", Choice([world.ward_a_area])),
    ]
    with pytest.raises(BadContact):
        actions.import_subscribers(actor=world.editor, body=world.city, arrivals=rows, basis="Phiếu 03")
    assert Subscriber.objects.count() == 0


def test_a_list_needs_the_right_and_a_paper_with_the_signatures(world, keyring):
    with pytest.raises(RightMissing):
        actions.import_subscribers(actor=world.ward_officer, body=world.city, arrivals=[], basis="Phiếu 04")
    with pytest.raises(ConsentMissing):
        actions.import_subscribers(actor=world.editor, body=world.city, arrivals=[], basis=" ")


@pytest.mark.fault("E06")
def test_erasure_leaves_no_trace_in_any_table(world, ask, mailbox):
    contact = ask()
    actions.confirm(token=links.confirm_token(contact.pk))
    actions.stop(token=links.own_token(contact.pk))
    lookup, sealed = contact.lookup, Contact.objects.get().value
    actions.erase(token=links.own_token(contact.pk))
    assert tables_holding(ADDRESS, lookup, sealed) == []
    assert Erasure.objects.count() == 1
    assert Suppression.objects.count() == 0


def tables_holding(*needles):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY(%s)', [[f"%{n}%" for n in needles]]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_backup_older_than_the_erasure_erases_again_too(ask):
    contact = ask()
    record_erased([f"audience.subscriber:{contact.subscriber_id}", "audience.subscriber:99"])
    assert actions.reapply_erasures() == 1
    assert Subscriber.objects.count() == 0


@pytest.mark.fault("E06", "R23")
def test_a_restored_backup_erases_again(ask):
    contact = ask()
    Erasure.objects.create(subscriber=contact.subscriber_id, erased_at=clock.now())
    assert actions.reapply_erasures() == 1
    assert Subscriber.objects.count() == 0
    assert actions.reapply_erasures() == 0


def test_what_was_never_confirmed_is_removed_in_time(ask):
    ask()
    assert actions.run_purge() == 0
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert actions.run_purge() == 1


def test_staff_see_masked_addresses_of_their_own_areas_only(world, ask):
    ask()
    assert [lists.masked(row) for row in lists.list_masked(world.editor)] == ["ba•••@ex•••.vn"]
    assert list(lists.list_masked(world.stranger)) == []


def test_a_ward_sees_who_picked_it_on_whosever_list_and_nobody_else(world, ask):
    ask()
    both = ask("hai@example.vn", areas=[world.ward_a_area, world.ward_b_area])
    ask("xa@example.vn", areas=[world.ward_b_area])
    ask("pho@example.vn", areas=[world.city_area])
    group = ask("to@example.vn", areas=[world.group_area])
    seen = set(queries.visible_to(world.ward_officer).values_list("contacts", flat=True))
    assert len(seen) == 3
    assert {both.pk, group.pk} < seen
    assert queries.visible_to(world.other_ward_officer).count() == 2
    assert queries.visible_to(world.editor).count() == 5


def test_who_moved_to_another_ward_is_seen_there_alone(world, ask):
    contact = ask()
    actions.choose(token=links.own_token(contact.pk), choice=Choice([world.ward_b_area]))
    assert not queries.visible_to(world.ward_officer).exists()
    assert queries.visible_to(world.other_ward_officer).count() == 1


def test_a_ward_that_took_in_another_sees_its_people_too(world, ask):
    ask(areas=[world.ward_b_area])
    tomorrow = clock.today() + timedelta(days=1)
    merge_areas(
        actor=SYSTEM,
        areas=[world.ward_a_area, world.ward_b_area],
        into=NewArea("C1N", "Phường", "Láng Mới"),
        on=tomorrow,
        basis="Nghị quyết 1",
    )
    heir = Area.objects.get(code="C1N")
    officer = make_actor("Ngô Thị Mới", world.ward_a, Role.WARD_OFFICER, area=heir)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert queries.visible_to(officer).count() == 1


def test_only_who_manages_the_area_erases_on_request(world, ask):
    found = ask(areas=[world.ward_b_area]).subscriber_id
    ward_editor = make_actor("Cao Thị Sửa", world.ward_a, Role.EDITOR)
    with pytest.raises(UnknownThing):
        actions.erase_subscriber(actor=ward_editor, subscriber_id=found)
    with pytest.raises(RightMissing):
        actions.erase_subscriber(actor=world.other_ward_officer, subscriber_id=found)
    actions.erase_subscriber(actor=make_actor("Cao Thị Xóa", world.ward_b, Role.EDITOR), subscriber_id=found)
    assert not Subscriber.objects.exists()


def test_no_name_is_kept_of_a_subscriber():
    names = {f.name for m in apps.get_app_config("audience").get_models() for f in m._meta.get_fields()}
    assert not names & {"name", "full_name", "phone", "address"}

"""Bodies take turns: one that sends many times its usual amount holds up nobody else, and no emergency."""

import pytest

from loa.channels.testing import Receiver
from loa.delivery import job, store, worker
from loa.delivery.actions import open_dispatch, pause_dispatch, resume_dispatch
from loa.delivery.models import Attempt, Chunk
from loa.delivery.states import Lane
from loa.delivery.testing import make_account, make_plan, tallied
from loa.journal.actions import SYSTEM

LANES = [lane.value for lane in Lane]
OTHERS = 100_000


def send(body, count, *, first=1, url="http://127.0.0.1:9/in", priority="normal"):
    account = make_account(body, url, name=f"Kênh {first} {count} {priority}")
    rule = {"from": first, "to": first + count - 1}
    return open_dispatch(actor=SYSTEM, plan=make_plan(account, count, rule=rule, priority=priority))


def take(number):
    """Claim and finish so many chunks, one after the other, and return whose they were."""
    bodies = []
    for _ in range(number):
        claim = store.claim("test", LANES)
        bodies.append(Chunk.objects.select_related("dispatch").get(pk=claim.chunk_id).dispatch.body_id)
        store.release(claim, state="done")
    return bodies


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R20")
def test_one_unit_that_sends_much_lets_the_others_in_after_one_part_of_its_own(world, numbers):
    called = []
    with Receiver(lambda number, calls: called.append(number) or "ok") as receiver:
        noisy = send(world.city, 3_000, url=receiver.url)
        quiet = [
            send(body, 20, first=OTHERS * place, url=receiver.url)
            for place, body in enumerate([world.ward_a, world.ward_b, world.station], start=1)
        ]
        worker.drain(tuning=worker.Tuning(slots=1, poll=0.01))
    assert [tallied(dispatch) for dispatch in quiet] == [{"accepted": 20}] * 3
    assert tallied(noisy) == {"accepted": 3_000}
    last = max(place for place, number in enumerate(called) if number >= OTHERS)
    assert last < 1_300, "they came in after at most one part of the noisy unit's three"


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R20")
def test_a_part_under_way_gives_its_slot_to_a_unit_that_had_less(world, numbers, monkeypatch):
    monkeypatch.setattr(job, "YIELD_EVERY", 0.0)
    called = []
    with Receiver(lambda number, calls: called.append(number) or "ok") as receiver:
        noisy = send(world.city, 1_000, url=receiver.url)
        send(world.ward_a, 20, first=OTHERS, url=receiver.url)
        worker.drain(tuning=worker.Tuning(slots=1, poll=0.01))
    assert max(place for place, number in enumerate(called) if number >= OTHERS) < 700
    assert tallied(noisy) == {"accepted": 1_000}
    assert Attempt.objects.count() == len(called) == 1_020


@pytest.mark.django_db
@pytest.mark.fault("R20")
def test_units_take_turns_by_receivers_and_not_by_who_came_first(world, numbers):
    noisy, a, b = world.city.pk, world.ward_a.pk, world.ward_b.pk
    send(world.city, 5_000)
    send(world.ward_a, 2_000)
    send(world.ward_b, 1_500)
    assert take(9) == [noisy, a, b, noisy, a, b, noisy, noisy, noisy]


@pytest.mark.django_db
@pytest.mark.fault("R20")
def test_whoever_comes_late_starts_where_the_line_stands_and_pays_for_no_past(world, numbers):
    noisy, a = world.city.pk, world.ward_a.pk
    send(world.city, 4_000)
    assert take(2) == [noisy, noisy]
    send(world.ward_a, 3_000)
    assert take(4) == [noisy, a, noisy, a]
    send(world.city, 1_000, first=9_001)
    assert take(2) == [a, noisy], "with nothing left in line it is not behind for what it sent before"


@pytest.mark.django_db
@pytest.mark.fault("R20")
def test_an_emergency_of_the_noisy_unit_goes_before_everything_ordinary(world, numbers):
    send(world.city, 5_000)
    send(world.ward_a, 1_000)
    urgent = send(world.city, 10, first=OTHERS, priority="emergency")
    assert store.claim("test", LANES).dispatch_id == urgent.pk


@pytest.mark.django_db
def test_what_is_tried_again_waits_behind_the_first_attempts_of_its_dispatch(world, numbers):
    send(world.city, 3_000)
    first = store.claim("test", LANES)
    store.release(first, sent=1_000, last=True)
    order = [store.claim("test", LANES).chunk_id for _ in range(3)]
    assert order == [first.chunk_id + 1, first.chunk_id + 2, first.chunk_id]


@pytest.mark.django_db
def test_after_a_pause_a_unit_stands_in_line_anew(world, numbers):
    dispatch = send(world.city, 2_000)
    pause_dispatch(actor=SYSTEM, dispatch=dispatch)
    send(world.ward_a, 3_000)
    assert take(1) == [world.ward_a.pk]
    resume_dispatch(actor=SYSTEM, dispatch=dispatch)
    assert take(3) == [world.city.pk, world.ward_a.pk, world.city.pk]

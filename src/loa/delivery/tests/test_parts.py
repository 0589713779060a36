"""One channel of a dispatch is paused or resumed alone, a quarantined part is tried again: on the page, by button."""

import pytest
from click.testing import CliRunner

from loa.delivery import cli, live, queries, worker
from loa.delivery.actions import open_dispatch, pause_dispatch, requeue_chunk, resume_dispatch
from loa.delivery.errors import DispatchMoved
from loa.delivery.models import Chunk, Dispatch, Tally
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_account, make_plan, states, tallied
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(world, receiver, account):
    return make_account(world.city, receiver.url, name="Kênh hai")


@pytest.fixture
def dispatch(account, other):
    """Plan a dispatch through two channels, three receivers each; nothing is sent before `worker.drain()`."""
    targets = tuple(
        TargetPlan(each.pk, "main", "numbers", {"from": low, "to": low + 2})
        for each, low in ((account, 1), (other, 11))
    )
    opened = open_dispatch(actor=SYSTEM, plan=make_plan(account, 6, targets=targets))
    return Dispatch.objects.get(pk=opened.pk)


def press(world, dispatch, what, who="duty"):
    return world.client(getattr(world, who)).post(f"/desk/dispatches/{dispatch.pk}/{what}/")


def page(world, dispatch, path="", who="duty"):
    return world.client(getattr(world, who)).get(f"/desk/dispatches/{dispatch.pk}/{path}").content.decode()


def test_a_channel_paused_on_the_page_sends_nothing_while_the_other_does(world, dispatch, account, other):
    assert "Tạm dừng kênh" in page(world, dispatch)
    assert press(world, dispatch, f"accounts/{other.pk}/pause").status_code == 302
    worker.drain()
    assert tallied(dispatch) == {"accepted": 3}
    shown = page(world, dispatch)
    assert "đang tạm dừng trong đợt này" in shown
    press(world, dispatch, f"accounts/{other.pk}/resume")
    worker.drain()
    assert tallied(dispatch) == {"accepted": 6}


def test_only_who_manages_sending_sees_and_may_use_the_buttons(world, dispatch, account, other):
    assert "Tạm dừng kênh" not in page(world, dispatch, who="leader")
    assert press(world, dispatch, f"accounts/{other.pk}/pause", who="leader").status_code == 403
    assert press(world, dispatch, f"accounts/{other.pk}/pause", who="stranger").status_code == 404
    assert not Chunk.objects.filter(state="paused").exists()


def test_a_channel_or_part_of_another_dispatch_is_unknown_here(world, dispatch, account, other, receiver):
    foreign = make_account(world.city, receiver.url, name="Kênh ba")
    elsewhere = open_dispatch(actor=SYSTEM, plan=make_plan(foreign, 1))
    Chunk.objects.filter(dispatch=elsewhere).update(state="quarantined")
    part = Chunk.objects.get(dispatch=elsewhere)
    assert press(world, dispatch, f"accounts/{foreign.pk}/pause").status_code == 404
    assert press(world, dispatch, f"chunks/{part.pk}/requeue").status_code == 404
    part.refresh_from_db()
    assert part.state == "quarantined"


def test_of_a_paused_dispatch_no_channel_can_be_resumed_alone(world, dispatch, other):
    pause_dispatch(actor=world.duty, dispatch=dispatch)
    assert "Tạm dừng kênh" not in page(world, dispatch)
    for act in (pause_dispatch, resume_dispatch):
        with pytest.raises(DispatchMoved):
            act(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    worker.drain()
    assert tallied(dispatch) == {}


@pytest.fixture
def stuck(dispatch, other):
    chunk = Chunk.objects.get(dispatch=dispatch, account_id=other.pk)
    Chunk.objects.filter(pk=chunk.pk).update(state="quarantined")
    worker.drain()
    return chunk


@pytest.mark.fault("R22")
def test_a_quarantined_part_is_named_and_tried_again_by_a_button(world, dispatch, stuck):
    shown = page(world, dispatch)
    assert "Phần bị cách ly" in shown
    assert f"phần số {stuck.pk}" in shown
    assert "Gửi lại phần này" not in page(world, dispatch, who="leader")
    assert press(world, dispatch, f"chunks/{stuck.pk}/requeue", who="leader").status_code == 403
    assert press(world, dispatch, f"chunks/{stuck.pk}/requeue").status_code == 302
    worker.drain()
    assert tallied(dispatch) == {"accepted": 6}
    assert "Phần bị cách ly" not in page(world, dispatch)


def test_a_part_requeued_while_the_dispatch_is_paused_waits_for_it(world, dispatch, stuck):
    dispatch.refresh_from_db()
    pause_dispatch(actor=world.duty, dispatch=dispatch)
    requeue_chunk(actor=world.duty, chunk=stuck)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 3}
    dispatch.refresh_from_db()
    resume_dispatch(actor=world.duty, dispatch=dispatch)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 6}


def test_the_polled_part_holds_reason_and_buttons_and_changes_with_them(world, dispatch, account, other):
    said = page(world, dispatch, "live/")
    assert "Hủy phần chưa gửi" in said
    seen = {live.version(dispatch)}
    pause_dispatch(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    seen.add(live.version(dispatch))
    pause_dispatch(actor=world.duty, dispatch=dispatch, reason="Chờ chỉ đạo")
    seen.add(live.version(dispatch))
    Chunk.objects.filter(account_id=other.pk).update(state="quarantined")
    seen.add(live.version(dispatch))
    assert len(seen) == 4
    said = page(world, dispatch, "live/")
    assert "Chờ chỉ đạo" in said
    assert "Tiếp tục" in said
    assert "Phần bị cách ly" in said


def test_the_button_for_another_number_of_receivers_comes_with_the_poll(world, account):
    lying = make_plan(account, 11, rule={"from": 1, "to": 10, "lie": 1})
    dispatch = open_dispatch(actor=SYSTEM, plan=lying)
    assert "Chấp nhận số mới" not in page(world, dispatch, "live/")
    worker.drain()
    assert "Chấp nhận số mới" in page(world, dispatch, "live/")
    assert "khác với số đã duyệt" in page(world, dispatch, "live/")


def test_readers_with_other_rights_never_share_a_polled_part(world, dispatch):
    live_part = f"/desk/dispatches/{dispatch.pk}/live/"
    tags = {world.client(who).get(live_part)["ETag"] for who in (world.duty, world.leader)}
    assert len(tags) == 2


def test_rows_and_their_file_say_how_many_receivers_they_lack(world, dispatch, other):
    assert queries.count_not_expanded(dispatch) == 6
    pause_dispatch(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    worker.drain()
    told = "Cả đợt còn 3 người nhận chưa được lập thành lượt gửi"
    assert told in page(world, dispatch, "rows/")
    assert told in world.client(world.leader).get(
        f"/desk/dispatches/{dispatch.pk}/rows/?export=csv"
    ).content.decode("utf-8-sig")
    resume_dispatch(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    worker.drain()
    assert "chưa được lập thành lượt gửi" not in page(world, dispatch, "rows/")


def test_the_command_that_the_doctor_names_counts_a_dispatch_anew(dispatch):
    worker.drain()
    Tally.objects.filter(dispatch=dispatch, state="accepted").update(count=1)
    done = CliRunner().invoke(cli.ledger, ["recount", str(dispatch.pk)])
    assert (done.exit_code, done.output) == (0, f"dispatch {dispatch.pk}: accepted 6\n")
    assert tallied(dispatch) == states(dispatch)
    assert Entry.objects.filter(verb="delivery.recounted").exists()


def test_the_command_knows_a_number_that_no_dispatch_has(dispatch):
    done = CliRunner().invoke(cli.ledger, ["recount", "999999"])
    assert done.exit_code == 2
    assert "there is no dispatch 999999" in done.output

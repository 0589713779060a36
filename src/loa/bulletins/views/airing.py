"""On the loudspeakers in three steps: text or recording, hear it, slot; and the same as a step of the editor."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from loa.bulletins import actions, queries
from loa.bulletins.errors import NoSpeakers
from loa.bulletins.forms.facts import FactsForm
from loa.bulletins.forms.on_air import MomentsForm, RecordingForm, SpeakForm
from loa.bulletins.models import Bulletin
from loa.bulletins.views.common import frame, writable
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def start(request: DeskRequest) -> HttpResponse:
    """First step: words, or a recording with the words it says; the draft goes to the body's own loudspeakers."""
    require(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body)
    typed = request.POST if request.method == "POST" else None
    form = SpeakForm(
        typed, request.FILES if typed else None, initial={"source": body_name(request.actor.body)}
    )
    if done := attempt(form, actions.speak, actor=request.actor):
        return redirect("bulletins:air", done.value.pk)
    shown = {
        "form": form,
        "errors": ErrorsSummary(form),
        "key": new_idempotency_key(),
        "nav_key": "speakers_new",
        "lacks": "" if form.is_bound or queries.account_of(request.actor.body) else NoSpeakers.message,
    }
    return render(request, "bulletins/speak.html", shown, status=422 if form.is_bound else 200)


@desk_view
def air(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Hear what will sound, confirm what it says, choose when."""
    bulletin = writable(request, bulletin_id)
    act = _ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    if act and (answer := act(request, bulletin)) is not None:
        return answer
    return _page(request, bulletin, status=422 if act else 200)


def _read(request: DeskRequest, bulletin: Bulletin) -> HttpResponse | None:
    actions.read_aloud(actor=request.actor, bulletin=bulletin)
    return redirect("bulletins:air", bulletin.pk)


def _record(request: DeskRequest, bulletin: Bulletin) -> HttpResponse | None:
    form = RecordingForm(request.POST, request.FILES)
    if attempt(form, actions.take_recording, actor=request.actor, bulletin=bulletin):
        return redirect("bulletins:air", bulletin.pk)
    return _page(request, bulletin, recording=form, status=422)


def _hear(request: DeskRequest, bulletin: Bulletin) -> HttpResponse | None:
    version = queries.core_text(bulletin).version
    facts = FactsForm(request.POST, facts=queries.facts_of(bulletin), version=version)
    confirms = bool(request.POST.get("facts")) and facts.is_valid()
    sound = request.POST.get("sound", "")
    actions.hear(actor=request.actor, bulletin=bulletin, sound_id=int(sound) if sound.isdecimal() else 0)
    if confirms:
        actions.lock_facts(actor=request.actor, bulletin=bulletin, seen=facts.seen)
    messages.success(request, _("Đã nghe duyệt. Tiếp theo: chọn giờ phát."))
    return redirect("bulletins:air", bulletin.pk)


def _choose(request: DeskRequest, bulletin: Bulletin) -> HttpResponse | None:
    form = _moments(request, queries.air_page(bulletin))
    if not form.is_valid():
        return None
    actions.choose_moments(
        actor=request.actor,
        bulletin=bulletin,
        moments=form.moments,
        special_reason=form.cleaned_data["special_reason"],
    )
    if "submit" in request.POST and _submitted(request, bulletin):
        return redirect("bulletins:show", bulletin.pk)
    return redirect("bulletins:check", bulletin.pk)


def _submitted(request: DeskRequest, bulletin: Bulletin) -> bool:
    """Put the bulletin before an approver; what still holds it back is on the check page."""
    if not queries.check_page(bulletin, request.actor).goes_at_once:
        return False
    actions.send_for_release(actor=request.actor, bulletin=bulletin)
    messages.success(request, _("Đã gửi duyệt. Mọi sửa đổi sẽ làm yêu cầu duyệt hết giá trị."))
    return True


_ACTS: dict[str, Callable[[DeskRequest, Bulletin], HttpResponse | None]] = {
    "read": _read,
    "record": _record,
    "hear": _hear,
    "choose": _choose,
}


def _moments(request: DeskRequest, page: queries.AirPage) -> MomentsForm:
    typed = request.POST if request.POST.get("act") == "choose" else None
    row = page.row
    return MomentsForm(
        typed,
        places=page.places,
        chosen=row.moments,
        chosen_once=row.moments_chosen,
        reason=row.special_reason,
    )


def _page(
    request: DeskRequest, bulletin: Bulletin, *, status: int, recording: RecordingForm | None = None
) -> HttpResponse:
    page = queries.air_page(bulletin)
    form = _moments(request, page)
    facts = queries.facts_of(bulletin)
    version = queries.core_text(bulletin).version
    shown = frame(
        bulletin,
        "air",
        page=page,
        moments=form,
        recording=recording or RecordingForm(),
        facts=FactsForm(None, facts=facts, version=version),
        open_facts=[fact for fact in facts if fact.state == "found"],
        errors=ErrorsSummary(form, *([recording] if recording else [])),
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/air.html", shown, status=status)

"""One cluster on screen: its page, what the register says, its device, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import condition, require_POST

from loa.lib.ids import digest
from loa.speakers.actions import clusters as register
from loa.speakers.actions import devices, enrolling
from loa.speakers.forms.clusters import (
    ClusterForm,
    NeighbourForm,
    NewClusterForm,
    ReasonForm,
    VolumeForm,
)
from loa.speakers.health_marks import DOING, asked, health_of, skew_words, sounded
from loa.speakers.models import Cluster
from loa.speakers.queries import cluster as queries
from loa.speakers.queries import foreign, told
from loa.speakers.queries.health import list_clusters
from loa.speakers.queries.silences import SILENCE
from loa.speakers.rules.words import Dialect
from loa.speakers.status import days_text, status_of
from loa.speakers.views.clusters import NAV_KEY
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary
from loa_wire.words import Doing

MANAGE, STEER = Permission.SPEAKERS_MANAGE, Permission.SPEAKERS_SCHEDULE


def _cluster(request: Any, cluster_id: int, to: Permission | None = None) -> Any:
    return access(list_clusters(request.actor), request.actor, id=cluster_id, to=to)


@desk_view
def show(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Show one cluster: how it stands, what it played and will, who it stands near, its devices, what can be done."""
    cluster = _cluster(request, cluster_id)
    live = _live(request, cluster)
    context = live | {
        "played": list(sounded(queries.last_plays(cluster))),
        "coming": [
            (play, status_of(play), bool(live["may_steer"]) and queries.is_movable(play, cluster))
            for play in queries.next_plays(cluster)
        ],
        "neighbours": [(near, days_text(near.weekdays)) for near in cluster.neighbours.order_by("pk")],
        "devices": queries.devices_of(cluster),
        "code": queries.open_code(cluster),
        "events": history_of(cluster.thing, most=30),
        "may_manage": can(request.actor, MANAGE, body=cluster.body),
        "may_silence": can(request.actor, SILENCE, body=cluster.body),
        "spoken": foreign.spoken_to(cluster, secrets=can(request.actor, MANAGE, body=cluster.body)),
        "takes_volume": cluster.dialect in {Dialect.LOA, Dialect.POLLING},
        "mode": cluster.mode,
        "nav_key": NAV_KEY,
    }
    return render(request, "speakers/cluster.html", context)


def _live(request: DeskRequest, cluster: Any) -> dict[str, object]:
    """Return what the polled part shows."""
    beat = queries.beat_of(cluster)
    return {
        "cluster": cluster,
        "status": health_of(cluster),
        "beat": beat,
        "doing": DOING[Doing(beat.doing)] if beat else "",
        "skew": skew_words(beat.skew_ms if beat else None),
        "silences": queries.silences_over(cluster),
        "copies": asked(told.copies_at(cluster)),
        "may_steer": can(request.actor, STEER, body=cluster.body) and not cluster.closed_at,
    }


def _etag(request: Any, cluster_id: int) -> str:
    """Return the tag of the polled part: what it shows, what the reader may do, the language, and the forms' secret."""
    cluster = _cluster(request, cluster_id)
    reader = [
        can(request.actor, STEER, body=cluster.body),
        get_language(),
        request.META.get("CSRF_COOKIE", ""),
    ]
    return f'"{queries.version_of(cluster)}-{digest(reader)[:12]}"'


@desk_view
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def live(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Give the part that changes; the page asks every two seconds and mostly hears "not modified"."""
    return render(request, "speakers/_cluster_live.html", _live(request, _cluster(request, cluster_id)))


# -- the register -----------------------------------------------------------------------------------------


@desk_view
def add(request: DeskRequest) -> HttpResponse:
    """List a new cluster."""
    require(request.actor, MANAGE)
    form = NewClusterForm(posted(request), actor=request.actor)
    if done := attempt(form, register.add_cluster, actor=request.actor):
        said = _("Đã thêm cụm loa. Bước tiếp theo: tạo mã ghép cho thiết bị.")
        if done.value.dialect != Dialect.LOA:
            said = _("Đã thêm cụm loa. Bước tiếp theo: đặt cấu hình trên thiết bị theo trang này.")
        messages.success(request, said)
        return redirect("speakers:cluster", done.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm cụm loa"),
        submit=_("Thêm"),
        back=reverse("speakers:clusters"),
        template="speakers/cluster_form.html",
        nav_key=NAV_KEY,
    )


@desk_view
def change(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Change what the register says."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    initial = {**vars(register.Said.of(cluster)), "where": cluster.place, "place": ""}
    form = ClusterForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, register.change_cluster, actor=request.actor, cluster=cluster):
        messages.success(request, _("Đã lưu."))
        return redirect("speakers:cluster", cluster_id)
    return _page(
        request,
        form,
        cluster,
        title=_("Sửa cụm loa %(code)s"),
        submit=_("Lưu"),
        template="speakers/cluster_form.html",
    )


@desk_view
def close(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Ask once, then take a cluster off the list."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    if request.method == "POST":
        register.close_cluster(actor=request.actor, cluster=cluster)
        messages.success(request, _("Đã đóng cụm loa; nhật ký phát vẫn được giữ."))
        return redirect("speakers:clusters")
    return render(request, "speakers/close.html", {"cluster": cluster, "nav_key": NAV_KEY})


@desk_view
def neighbours(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Show what stands near a cluster, and take one more in."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    form = NeighbourForm(posted(request))
    if attempt(form, register.add_neighbour, actor=request.actor, cluster=cluster):
        messages.success(request, _("Đã ghi; giờ yên tĩnh được gửi xuống thiết bị."))
        return redirect("speakers:neighbours", cluster_id)
    return _page(
        request,
        form,
        cluster,
        title=_("Nơi cần yên tĩnh gần %(code)s"),
        submit=_("Thêm"),
        template="speakers/neighbours.html",
        cluster=cluster,
        neighbours=[(near, days_text(near.weekdays)) for near in cluster.neighbours.order_by("pk")],
    )


@require_POST
@desk_view
def remove_neighbour(request: DeskRequest, cluster_id: int, neighbour_id: int) -> HttpResponse:
    """Take a neighbour off."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    register.remove_neighbour(actor=request.actor, cluster=cluster, neighbour_id=neighbour_id)
    messages.success(request, _("Đã bỏ; giờ yên tĩnh mới được gửi xuống thiết bị."))
    return redirect("speakers:neighbours", cluster_id)


# -- the device -------------------------------------------------------------------------------------------


@never_cache
@desk_view
def code(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Make a one-time code, and show it this once with what is typed on the device."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    context = {"cluster": cluster, "device": queries.present_device(cluster), "nav_key": NAV_KEY}
    if request.method == "POST":
        made = enrolling.make_code(actor=request.actor, cluster=cluster)
        line = enrolling.enrol_line(settings.PUBLIC_URL, made.code)
        picture = segno.make(line, error="m", micro=False).svg_data_uri(border=1, scale=4)
        context |= {"made": made, "line": line, "picture": picture}
    return render(request, "speakers/code.html", context)


@desk_view
def revoke(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Shut the device out, for a reason."""
    cluster = _cluster(request, cluster_id, to=MANAGE)
    form = ReasonForm(posted(request))
    if attempt(form, devices.revoke, actor=request.actor, cluster=cluster):
        messages.success(request, _("Đã thu hồi thiết bị; lệnh mới không còn đến thiết bị này."))
        return redirect("speakers:cluster", cluster_id)
    return _page(
        request,
        form,
        cluster,
        title=_("Thu hồi thiết bị ở %(code)s"),
        lead=_(
            "Thiết bị mất quyền kết nối ngay. Cụm loa và nhật ký phát được giữ; ghép thiết bị khác bằng mã mới."
        ),
        submit=_("Thu hồi"),
    )


@require_POST
@desk_view
def volume(request: DeskRequest, cluster_id: int) -> HttpResponse:
    """Set how loud the cluster sounds."""
    cluster = _cluster(request, cluster_id, to=STEER)
    form = VolumeForm(request.POST)
    if attempt(form, devices.set_volume, actor=request.actor, cluster=cluster):
        messages.success(request, SENT)
    else:
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
    return redirect("speakers:cluster", cluster_id)


SENT = gettext_lazy("Đã gửi lệnh. Xem mục “Lệnh gần đây” để biết loa đã nhận chưa.")


def _steer(act: Callable[..., object], said: str | Promise) -> Callable[..., HttpResponse]:
    """Return the view of a button."""

    @require_POST
    @desk_view
    def steer(request: DeskRequest, /, cluster_id: int) -> HttpResponse:
        act(actor=request.actor, cluster=_cluster(request, cluster_id, to=STEER))
        messages.success(request, str(said))
        return redirect("speakers:cluster", cluster_id)

    return steer


def _mute(**given: Any) -> object:
    return devices.mute(on=True, **given)


def _unmute(**given: Any) -> object:
    return devices.mute(on=False, **given)


mute = _steer(_mute, SENT)
unmute = _steer(_unmute, SENT)
tone = _steer(devices.sound_tone, SENT)


def _page(
    request: DeskRequest, form: Any, cluster: Cluster, /, *, title: str, submit: str, **context: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title % {"code": cluster.code},
        submit=submit,
        back=reverse("speakers:cluster", args=[cluster.pk]),
        back_label=cluster.code,
        nav_key=NAV_KEY,
        mode=cluster.mode,
        **context,
    )

"""Silent clusters, the daily reconciliation with its rows and files, a cluster's log, one proof and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from loa.lib.errors import NotFound
from loa.speakers import evidence as files
from loa.speakers.forms.reconcile import LogFilter, PlaysFilter, ReconcileForm
from loa.speakers.models import Play, Proof
from loa.speakers.queries import reconcile as queries
from loa.speakers.queries import silent as missed
from loa.speakers.queries import visible
from loa.speakers.rules import proving
from loa.speakers.rules.words import why_text
from loa.speakers.status import length_text, proof_status, status_of, told_text, why_missed
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web import formats
from loa.web.lists import Column, Empty, ListScreen
from loa.web.lists import export as list_files

READ = Permission.SPEAKERS_READ
TYPES = {"csv": list_files.CSV, "xlsx": list_files.XLSX}


def _cluster_url(row: Play) -> str:
    return f"/desk/speakers/{row.cluster_id}/"


def _place(row: Play | Proof) -> str:
    return f"{row.cluster.code}, {row.cluster.place}"


def _seconds(ms: int) -> str:
    return length_text(ms) if ms else ""


def _by_server(row: Proof) -> str:
    came = formats.moment_text(row.received_at)
    return f"{came} {_('(nhận muộn)')}" if proving.came_late(row.ended_at, row.received_at) else came


def _what(row: Proof) -> str:
    return row.play.airing.title if row.play else _("Ngoài lệnh: %(ref)s") % {"ref": row.airing_ref}


_CLUSTER = Column("cluster", gettext_lazy("Cụm loa"), value=_place, sort="cluster__code", url=_cluster_url)
_BODY = Column("body_name", gettext_lazy("Cơ quan quản lý"), sort="body_name")
_TITLE = Column("title", gettext_lazy("Nội dung"), value=lambda row: row.airing.title, sort="airing__title")
_MOMENT = Column("moment", gettext_lazy("Giờ hẹn"), sort="moment")

SILENT = ListScreen(
    key="silent_clusters",
    title=gettext_lazy("Cụm loa đến giờ mà không phát"),
    nav_key="speakers_reconcile",
    default_sort="-moment",
    columns=(
        _CLUSTER,
        Column("known", gettext_lazy("Biết đến lúc này"), value=lambda row: capfirst(why_missed(row))),
        _TITLE,
        _MOMENT,
        _BODY,
    ),
    empty=Empty(
        gettext_lazy("Không cụm loa nào bỏ lỡ giờ phát"),
        gettext_lazy("Tính các lượt phát trong 24 giờ qua; cụm loa phát lại được thì tự ra khỏi danh sách."),
        symbol="speakerphone",
    ),
)
PLAYS = ListScreen(
    key="plays",
    title=gettext_lazy("Lượt phát"),
    nav_key="speakers_reconcile",
    search=("cluster__folded", "cluster__code"),
    search_label=gettext_lazy("Tìm theo mã hoặc nơi đặt cụm loa"),
    filters=PlaysFilter,
    default_sort="-moment",
    page_size=50,
    columns=(
        _CLUSTER,
        Column("state", gettext_lazy("Kết quả"), value=status_of, sort="state"),
        Column(
            "why",
            gettext_lazy("Lý do"),
            value=lambda row: why_text(row.why) or told_text(row.state, row.told),
            sort="why",
        ),
        _TITLE,
        _MOMENT,
        Column("started_at", gettext_lazy("Bắt đầu"), sort="started_at"),
        Column(
            "heard",
            gettext_lazy("Nghe được"),
            value=lambda row: _seconds(row.heard_ms),
            sort="heard_ms",
            aside=True,
        ),
        Column("volume", gettext_lazy("Âm lượng"), sort="volume", numeric=True, aside=True),
        _BODY,
    ),
    empty=Empty(
        gettext_lazy("Không có lượt phát nào trong khoảng này"),
        gettext_lazy("Chọn khoảng ngày khác hoặc bỏ bớt điều kiện lọc."),
        symbol="speakerphone",
    ),
)
LOG = ListScreen(
    key="log",
    title=gettext_lazy("Nhật ký phát"),
    nav_key="speakers_reconcile",
    filters=LogFilter,
    default_sort="-started_at",
    template="speakers/log.html",
    columns=(
        Column(
            "started_at",
            gettext_lazy("Bắt đầu"),
            value=lambda row: formats.moment_text(row.started_at),
            sort="started_at",
            url=lambda row: reverse("speakers:proof", args=[row.pk]),
        ),
        Column("outcome", gettext_lazy("Kết quả"), value=proof_status, sort="outcome"),
        Column("title", gettext_lazy("Nội dung"), value=_what),
        Column("heard", gettext_lazy("Nghe được"), value=lambda row: _seconds(row.heard_ms), sort="heard_ms"),
        Column("volume", gettext_lazy("Âm lượng"), sort="volume", numeric=True, aside=True),
        Column(
            "version",
            gettext_lazy("Bản số"),
            value=lambda row: row.version or None,
            sort="version",
            numeric=True,
            aside=True,
        ),
        Column("device_at", gettext_lazy("Giờ của thiết bị"), sort="device_at"),
        Column("received_at", gettext_lazy("Máy chủ nhận lúc"), value=_by_server, sort="received_at"),
        Column("device", gettext_lazy("Thiết bị"), value=lambda row: row.device.name, aside=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa có bằng chứng phát nào"),
        gettext_lazy(
            "Sau mỗi lượt phát, thiết bị ký và gửi bằng chứng về; mất mạng thì gửi lại khi có mạng."
        ),
        symbol="speakerphone",
    ),
)


@require_safe
@desk_view
def silent(request: DeskRequest) -> HttpResponse:
    """Show the clusters that should have sounded and did not."""
    require(request.actor, READ)
    lead = _(
        "Quá giờ hẹn 90 giây mà chưa có bằng chứng hay tín hiệu đang phát. Mở cụm loa để thử tiếng, hoặc gọi người trông cụm."
    )
    return SILENT.respond(request, queries.rows_of(missed.silent_visible_to(request.actor)), {"lead": lead})


@require_safe
@desk_view
def day(request: DeskRequest) -> HttpResponse:
    """Show what was ordered beside what sounded; every number opens its rows."""
    require(request.actor, READ)
    form = ReconcileForm(request.GET or None, actor=request.actor)
    wanted = form.wanted()
    days = {"since": wanted.since.isoformat(), "until": wanted.until.isoformat()}
    frame = urlencode(days | ({"body": wanted.body.pk} if wanted.body else {}))
    context = {
        "nav_key": "speakers_reconcile",
        "form": form,
        "wanted": wanted,
        "found": queries.reconcile(request.actor, wanted, request.GET.get("page", "")),
        "frame": frame,
        "days": urlencode(days),
        "rows": reverse("speakers:plays"),
    }
    return render(request, "speakers/reconcile.html", context)


@require_safe
@desk_view
def plays(request: DeskRequest) -> HttpResponse:
    """Show the plays behind a number."""
    require(request.actor, READ)
    rows = queries.narrowed(visible.plays(request.actor), request.GET)
    return PLAYS.respond(request, queries.rows_of(rows))


@require_safe
@desk_view  # type: ignore[arg-type]  # it is streamed; the door looks at its headers alone
def export(request: DeskRequest, kind: str) -> HttpResponseBase:
    """Send the plays of the days while they are read; memory stays the same for any number.

    Raises: NotFound for another kind of file.
    """
    require(request.actor, READ)
    if kind not in TYPES:
        raise NotFound
    wanted = ReconcileForm(request.GET or None, actor=request.actor).wanted()
    rows = queries.plays_of(request.actor, wanted)
    line = list_files.provenance(request, rows.count())
    title = f"{_('Đối soát phát thanh')} – {line}"
    content = queries.as_csv(rows, line) if kind == "csv" else queries.as_xlsx(rows, title)
    return _download(content, TYPES[kind], f"doi-soat-{wanted.since:%Y%m%d}.{kind}")


@require_safe
@desk_view  # type: ignore[arg-type]  # the proofs of many days are streamed
def log(request: DeskRequest, cluster_id: int) -> HttpResponseBase:
    """Show everything that a cluster's devices proved; `evidence` gives the signed proofs of the page's days."""
    cluster = access(visible.clusters(request.actor), request.actor, id=cluster_id, to=READ)
    proofs = queries.proofs_of(cluster)
    if "evidence" in request.GET:
        chosen = LogFilter(request.GET, request=request).apply(proofs)
        lines = (line.encode() for line in _evidence(chosen.iterator(queries.AT_ONCE)))
        return _download(lines, "application/x-ndjson", f"bang-chung-{cluster.code}.jsonl")
    query = request.GET.copy()
    query["evidence"] = "on"
    context = {
        "cluster": cluster,
        "evidence": f"?{query.urlencode()}",
        "lead": f"{cluster.code}, {cluster.place}",
    }
    return LOG.respond(request, proofs, context)


@require_safe
@desk_view
def proof(request: DeskRequest, proof_id: int) -> HttpResponse:
    """Show one proof in full."""
    found = _proof(request, proof_id)
    context = {
        "nav_key": "speakers_reconcile",
        "proof": found,
        "status": proof_status(found),
        "what": _what(found),
        "why": why_text(found.why),
        "came_late": proving.came_late(found.ended_at, found.received_at),
        "heard": _seconds(found.heard_ms),
    }
    return render(request, "speakers/proof.html", context)


@require_safe
@desk_view
def evidence(request: DeskRequest, proof_id: int) -> HttpResponse:
    """Give the envelope that the device signed with the key that checks it."""
    found = _proof(request, proof_id)
    response = HttpResponse("".join(_evidence([found])).encode(), content_type="application/x-ndjson")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="bang-chung-{found.device.name}-{found.n}.jsonl"'
    )
    return response


def _proof(request: DeskRequest, proof_id: int) -> Proof:
    seen = queries.proofs_visible_to(request.actor)
    return access(seen, request.actor, id=proof_id, to=READ, body_field="cluster__body")


def _evidence(proofs: Iterable[Proof]) -> Iterator[str]:
    for each in proofs:
        held = files.Held(
            cluster=each.cluster.code,
            place=each.cluster.place,
            device=each.device.name,
            public_key=bytes(each.device.public_key),
            enrolled_at=each.device.enrolled_at.isoformat(),
            received_at=each.received_at.isoformat(),
            envelope=bytes(each.envelope),
        )
        yield files.dump(held) + "\n"


def _download(content: Iterator[bytes], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

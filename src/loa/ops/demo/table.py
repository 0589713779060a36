"""The table at the end of the demo: what reached whom and how fast, per channel and state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.table import Table

from loa.channels import registry
from loa.delivery.states import State
from loa.ops.demo import figures
from loa.ops.demo.place import Place
from loa.ops.demo.run import Story
from loa.ops.demo.sounding import Sounded, outcomes

DAY = "/desk/speakers/reconcile/"
_COLOURS = {"unknown": "yellow", "failed": "red"}


def print_table(story: Story, sounded: Sounded, found: dict[str, Any], place: Place) -> None:
    """Print the ledger of the bulletin and of its correction, what the loudspeakers proved, then the proofs."""
    console = Console()
    for title, dispatch in ((_("Bản tin"), story.first), (_("Đính chính"), story.second)):
        console.print(_ledger(title, dispatch))
    console.print(_speakers(sounded, found["speakers"], place))
    console.print(_proofs(story, found))


def _ledger(title: str, dispatch: Any) -> Table:
    table = Table(
        title=_("%(what)s: đã đến đâu, nhanh thế nào") % {"what": title},
        title_justify="left",
        header_style="bold",
    )
    table.add_column(_("Kênh"))
    table.add_column(_("Kết quả"))
    for heading in (_("Số lượt"), _("Nửa số lượt"), _("95 phần trăm"), _("Lượt cuối")):
        table.add_column(heading, justify="right")
    paces, words = figures.pace_by_kind(dispatch), figures.words_by_kind(dispatch)
    for kind, states in figures.states_by_kind(dispatch).items():
        label, pace = str(registry.get(kind).label), paces.get(kind)
        times = (
            [f"{seconds:.1f} s" for seconds in (pace.median, pace.late, pace.longest)] if pace else [""] * 3
        )
        for name, count in results(states, {s: n for (of, s), n in words.items() if of == kind}):
            table.add_row(label, name, f"{count:,}".replace(",", "."), *times)
            label, times = "", [""] * 3
    return table


def results(states: dict[str, int], words: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Yield each state's name and count; what a person's word alone confirms stands apart."""
    for state, count in states.items():
        name, told = str(State(state).label), words.get(state, 0)
        if count - told:
            yield (f"[{_COLOURS[state]}]{name}[/]" if state in _COLOURS else name), count - told
        if told:
            yield f"{name} ({_('tự báo')})", told


def _speakers(sounded: Sounded, found: dict[str, Any], place: Place) -> Table:
    """Return what became of the exercise, each line with the address of the page that shows it."""
    title = _("Diễn tập trên loa truyền thanh; các trang ở %(site)s") % {"site": settings.PUBLIC_URL}
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column(_("Kết quả"))
    table.add_column(_("Số lượt"), justify="right")
    table.add_column(_("Trang"), overflow="fold")
    plays = f"{DAY}plays/?outcome="
    sums = {
        _("đã ra lệnh"): (found["ordered"], DAY),
        _("đã phát"): (found["played"], f"{plays}played"),
        _("phát dở"): (found["partly"], f"{plays}partly"),
        _("không phát"): (found["not_played"], f"{plays}not_played"),
        _("chưa rõ: chưa có bằng chứng"): (found["unknown"] + found["waiting"], DAY),
        _("phát chậm quá một phút"): (found["late"], f"{plays}late"),
    }
    for name, (count, page) in sums.items():
        table.add_row(name, f"{count:,}".replace(",", "."), page)
    table.add_section()
    for name, outcome in outcomes(sounded, place).items():
        told = str(_TOLD[name]) % {"n": f"{outcome.number:.0f}"}
        page = f"/desk/speakers/{outcome.cluster.pk}/"
        table.add_row(f"{outcome.cluster.code}: {told}", "1" if outcome else "[red]0[/]", page)
    return table


_TOLD = {
    "killed": gettext_lazy("bị ngắt khi đang phát, đã nghe %(n)s giây"),
    "silenced": gettext_lazy("đang bị ngắt khẩn cấp nên không phát"),
    "queued": gettext_lazy("mất mạng khi đang phát, bằng chứng chờ trong máy %(n)s giây rồi về đủ"),
    "skewed": gettext_lazy("đồng hồ sai 2 giờ, được chỉnh lại, phát đúng giờ"),
    "replayed": gettext_lazy("bị phát lại lệnh cũ %(n)s lần, từ chối cả, chỉ phát một lần"),
    "late": gettext_lazy("không có mạng khi có lệnh, nối lại mới phát, chậm %(n)s giây"),
    "off": gettext_lazy("không bật máy: chưa có bằng chứng nên là chưa rõ"),
}


def _proofs(story: Story, found: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    right, wrong = _("đúng những nơi đã nhận bản đầu"), "[red]" + _("sai") + "[/]"
    same = right if found["correction"]["same_as_first"] else wrong
    chain = _("chuỗi niêm phong đúng") if found["journal"]["verified"] else wrong
    rows = {
        _("Bản của phường bị từ chối vì sai ngày"): found["refused_renditions"],
        _("Đính chính gửi tới"): f"{found['correction']['receivers']} ({same})",
        _("Còn chờ / bị mất / bị gửi hai lần"): f"{found['pending']} / {found['lost']} / {found['doubled']}",
        _("Nhật ký"): _("%(n)s dòng") % {"n": found["journal"]["rows"]} + f", {chain}",
        _("Mã bản tin"): story.bulletin.code,
    }
    for what, value in rows.items():
        table.add_row(what, str(value))
    return table

"""What the room's pages say of an item and of two items side by side, as lines of label and value."""

from __future__ import annotations

from django.utils.translation import gettext as _

from loa.lib.clock import HANOI
from loa.press.models import Item, Reason
from loa.press.queries.choices import area_names, topic_names
from loa.press.rules.why import Common
from loa.web.formats import moment_text, number_text, percent_text

Facts = list[dict[str, object]]
_SURE, _LIKELY = 0.9, 0.5


def item_facts(item: Item) -> Facts:
    """Return what is known of an item beside its text."""
    topics = topic_names()
    lines = [
        (_("Cơ quan báo chí"), item.publisher.name),
        (_("Nguồn"), item.source.name),
        (_("Đăng lúc"), _moment(item)),
        (_("Thu nhận lúc"), moment_text(item.taken_at.astimezone(HANOI))),
        (_("Chủ đề"), ", ".join(topics.get(code, code) for code in item.topics) or _("chưa rõ")),
        (_("Địa bàn được nhắc tới"), ", ".join(area_names(item.areas).values()) or _("không có")),
    ]
    return [{"label": label, "value": value} for label, value in lines]


def _moment(item: Item) -> str:
    text = moment_text(item.published_at.astimezone(HANOI))
    if item.sure >= _SURE:
        return text
    return (
        _("%(at)s (có thể lệch)") % {"at": text}
        if item.sure >= _LIKELY
        else _("khoảng %(at)s") % {"at": text}
    )


def reason_facts(reason: Reason) -> Facts:
    """Return the numbers by which the engine put an item beside another one."""
    lines = []
    if reason.of_both is not None and reason.of_item is not None and reason.of_beside is not None:
        shares = {"both": reason.of_both, "item": reason.of_item, "beside": reason.of_beside}
        told = {name: percent_text(share, 1) for name, share in shares.items()}
        said = _("%(both)s của cả hai; %(item)s của bài này có trong bài kia, %(beside)s ngược lại")
        lines.append((_("Phần lời trùng nhau"), said % told))
        lines.append((_("Số cụm chữ giống nhau trong phần được so sánh"), number_text(reason.shared or 0)))
    if reason.closeness is not None:
        lines.append(
            (_("Điểm gần nhau về nội dung (càng cao càng gần)"), number_text(round(reason.closeness, 2)))
        )
    if reason.hours is not None:
        lines.append((_("Cách nhau"), _("%(n)s giờ") % {"n": number_text(round(reason.hours, 1))}))
    lines.append((_("Hệ thống xét lúc"), moment_text(reason.at.astimezone(HANOI))))
    return _facts(lines)


def common_facts(common: Common) -> Facts:
    """Return what two items share that a person can check: words, figures and hours."""
    share = percent_text(max(common.of_first, common.of_second), 1)
    lines = [
        (_("Đoạn trùng nhau"), _("%(share)s số chữ của bài ngắn hơn") % {"share": share}),
        (_("Từ ở tiêu đề có trong cả hai bài"), ", ".join(common.terms) or _("không có")),
        (_("Cách nhau"), _("%(n)s giờ") % {"n": number_text(round(common.hours, 1))}),
    ]
    if common.only_first or common.only_second:
        both = {"one": _joined(common.only_first), "other": _joined(common.only_second)}
        lines.append((_("Số liệu chỉ có ở một bài"), _("bài này: %(one)s; bài kia: %(other)s") % both))
    return _facts(lines)


def _joined(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers) or "–"


def _facts(lines: list[tuple[str, str]]) -> Facts:
    return [{"label": label, "value": value} for label, value in lines]

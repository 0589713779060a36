"""What the room's pages say of an item and of two items side by side, as lines of label and value."""

from __future__ import annotations

from django.utils.translation import gettext as _

from loa.lib.clock import HANOI
from loa.press.models import Item
from loa.press.queries.choices import area_names, topic_names
from loa.press.queries.comparing import Compared
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


def why_facts(found: Compared) -> Facts:
    """Return why two items are together: words, figures and hours, then what the engine makes of them."""
    common, engine = found.common, found.engine
    share = percent_text(max(common.of_first, common.of_second), 1)
    lines = [
        (_("Đoạn trùng nhau"), _("%(share)s số chữ của bài ngắn hơn") % {"share": share}),
        (_("Từ chung ở tiêu đề"), ", ".join(common.terms) or _("không có")),
        (_("Cách nhau"), _("%(n)s giờ") % {"n": number_text(round(common.hours, 1))}),
    ]
    if common.only_first or common.only_second:
        both = {"one": _joined(common.only_first), "other": _joined(common.only_second)}
        lines.append((_("Số liệu chỉ có ở một bài"), _("bài này: %(one)s; bài kia: %(other)s") % both))
    if engine is None:
        lines.append(
            (_("Kết luận khi gom tự động"), _("Chưa tính được lúc này. Hãy tải lại trang sau ít phút."))
        )
        return _facts(lines)
    shingles = {"both": percent_text(engine.both, 1), "of_new": percent_text(engine.of_new, 1)}
    lines.append(
        (_("Phần chữ trùng khi gom tự động"), _("%(both)s của cả hai bài, %(of_new)s của bài sau") % shingles)
    )
    if engine.score is not None:
        lines.append((_("Điểm giống nhau về nội dung"), number_text(round(engine.score, 2))))
    lines.append((_("Kết luận khi gom tự động"), _verdict(found)))
    return _facts(lines)


def _verdict(found: Compared) -> str:
    engine = found.engine
    if engine and engine.same_reprints:
        return _("tin đăng lại, số liệu khác") if engine.figures_differ else _("tin đăng lại")
    if engine and engine.verdict == "contains":
        return _("điểm tin có bài kia")
    if engine and engine.same_story:
        return _("cùng một chùm tin")
    return _("xét riêng hai bài thì không cùng chùm tin; ở cùng nhau nhờ các tin khác hoặc do cán bộ gộp")


def _joined(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers) or "–"


def _facts(lines: list[tuple[str, str]]) -> Facts:
    return [{"label": label, "value": value} for label, value in lines]

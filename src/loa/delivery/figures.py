"""The table of figures by channel and area: one list of columns for the screen and for its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.delivery.queries import Counts, Ledger, Line
from loa.lib import tables


@dataclass(frozen=True)
class Figure:
    """A column: an attribute of `Counts`, and what it is called."""

    key: str
    title: str | Promise

    def of(self, counts: Counts) -> int:
        """Return the number."""
        return int(getattr(counts, self.key))


FIGURES = (
    Figure("reached", gettext_lazy("Đã nhận")),
    Figure("proven", gettext_lazy("Có bằng chứng")),
    Figure("self_reported", gettext_lazy("Tự báo")),
    Figure("failed", gettext_lazy("Không gửi được")),
    Figure("unknown", gettext_lazy("Chưa rõ")),
    Figure("expired", gettext_lazy("Quá hạn")),
    Figure("not_sent", gettext_lazy("Không gửi")),
    Figure("pending", gettext_lazy("Đang chờ")),
    Figure("total", gettext_lazy("Tổng")),
)


def numbered(shown: Iterable[Line]) -> list[tuple[Line, list[tuple[Figure, int]]]]:
    """Return each line of the screen with its number in every column."""
    return [(line, [(each, each.of(line.counts)) for each in FIGURES]) for line in shown]


def columns() -> list[tables.Column]:
    """Return the columns of the file."""
    texts = [tables.Column("by", _("Theo")), tables.Column("name", _("Tên"))]
    return [*texts, *(tables.Column(each.key, str(each.title), kind="decimal") for each in FIGURES)]


def lines(ledger: Ledger) -> Iterator[dict[str, tables.Value]]:
    """Yield the lines of the file: the whole dispatch, then every line of the screen in its order."""
    yield _line(_("Cả đợt gửi"), "", ledger.counts)
    for line in ledger.accounts:
        yield _line(_("Kênh"), line.name, line.counts)
    for line in ledger.areas:
        yield _line(_("Địa bàn"), line.name or _("Không theo địa bàn"), line.counts)


def _line(by: str, name: str, counts: Counts) -> dict[str, tables.Value]:
    return {"by": by, "name": name} | {each.key: each.of(counts) for each in FIGURES}

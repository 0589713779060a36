"""The receipts of many documents as a file: written by the database line by line, so that memory stays the same.

Any number of rows leaves this way; nothing is held but one chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.documents.models import Circulation
from loa.documents.rules import kinds
from loa.documents.rules.words import CirculationState
from loa.lib import clock
from loa.lib.tables import csv_lines, stream_xlsx

# One line for each copy, in words, in the order of an index; {rows} says which copies.
RECEIPTS = """
WITH name AS MATERIALIZED (
  SELECT DISTINCT ON (body_id) body_id, name FROM units_bodyversion
   WHERE valid_from <= %s ORDER BY body_id, valid_from DESC
)
SELECT document.full_number, coalesce(kind.text, document.kind), document.subject,
       to_char(document.issued_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY'),
       receiver.name, holder.name, coalesce(word.text, copy.state::text), copy.version::text,
       copy.acknowledged_version::text,
       to_char(copy.sent_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY'),
       to_char(copy.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY'),
       to_char(copy.acknowledged_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY')
  FROM ({rows}) AS copy
  JOIN documents_document AS document ON document.id = copy.document_id
  LEFT JOIN name AS receiver ON receiver.body_id = copy.body_id
  LEFT JOIN name AS holder ON holder.body_id = copy.holder_id
  LEFT JOIN unnest(%s::int[], %s::text[]) AS word (state, text) ON word.state = copy.state
  LEFT JOIN unnest(%s::text[], %s::text[]) AS kind (kind, text) ON kind.kind = document.kind
"""
FIELDS = (
    "document_id",
    "body_id",
    "holder_id",
    "state",
    "version",
    "acknowledged_version",
    "sent_at",
    "due_at",
    "acknowledged_at",
)
AT_ONCE = 2000


def heads() -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Số, ký hiệu"),
        _("Loại văn bản"),
        _("Trích yếu"),
        _("Ngày ban hành"),
        _("Đơn vị được gửi"),
        _("Đơn vị đang giữ"),
        _("Trạng thái"),
        _("Bản đã gửi"),
        _("Bản đã xác nhận"),
        _("Gửi lúc"),
        _("Hạn xác nhận"),
        _("Xác nhận lúc"),
    ]


def as_csv(copies: QuerySet[Circulation], last_line: str) -> Iterator[bytes]:
    """Yield a CSV of the copies, then one line on who took it when."""
    return csv_lines(heads(), _lines(copies), last_line)


def as_xlsx(copies: QuerySet[Circulation], title: str) -> Iterator[bytes]:
    """Yield an .xlsx of the copies under a line on who took it when."""
    return stream_xlsx(heads(), _lines(copies), title=title, sheet=_("Gửi – nhận văn bản"))


def _lines(copies: QuerySet[Circulation]) -> Iterator[Sequence[str | None]]:
    """Yield the lines through a cursor of the server's, in chunks."""
    select, given = copies.order_by("document_id", "holder_id").values(*FIELDS).query.sql_with_params()
    states = [state.value for state in CirculationState]
    words = [str(state.label) for state in CirculationState]
    known = [*kinds.KNOWN, kinds.COPIES]
    values = [clock.today(), *given, states, words, known, [kinds.shown(kind) for kind in known]]
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(RECEIPTS.format(rows=select), values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows

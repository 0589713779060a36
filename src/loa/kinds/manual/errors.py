"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound


class BadSheetLink(NotFound):
    """The link or QR code of a run sheet is forged or belongs to nothing."""

    code = "bad_sheet_link"
    message = _("Mã trên phiếu không đúng. Hãy quét lại mã QR hoặc hỏi cán bộ đã giao phiếu.")


class StationNameTaken(Invalid):
    """The body already has a station of this form and name."""

    code = "station_name_taken"
    message = _("Cơ quan đã có điểm phát cùng loại và cùng tên. Hãy đặt tên khác.")

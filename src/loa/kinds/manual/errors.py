"""What the room refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, NotFound


class BadSheetLink(NotFound):
    """The link or QR code of a run sheet is forged or belongs to nothing."""

    code = "bad_sheet_link"
    message = _("Mã trên phiếu không đúng. Hãy quét lại mã QR hoặc hỏi cán bộ đã giao phiếu.")


class SheetEnded(Invalid):
    """What the sheet says was corrected, withdrawn or replaced, or its sending stopped; the word is of later work."""

    code = "sheet_ended"
    message = _(
        "Phiếu này đã dừng vì bản tin không còn được dùng, nên không nhận thêm kết quả. Hãy mở lại phiếu để xem phải làm gì."
    )


class SheetLate(Invalid):
    """The day until which the sheet's link takes an answer is over."""

    code = "sheet_late"
    message = _("Đã hết hạn báo kết quả qua liên kết này. Nếu đã thực hiện, hãy báo cán bộ đã giao phiếu.")


class StationNameTaken(Invalid):
    """The body already has a station of this form and name."""

    code = "station_name_taken"
    message = _("Cơ quan đã có điểm phát cùng loại và cùng tên. Hãy đặt tên khác.")

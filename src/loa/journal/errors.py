"""What the journal refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid, Stale


class NotForTheJournal(Invalid):
    """An entry carries what may never stand in a record that is kept for ever (charter 12)."""

    code = "not_for_the_journal"
    message = _(
        "Nhật ký không được chứa số điện thoại, thư điện tử hay nội dung riêng tư. "
        "Việc này chưa được ghi nhận; hãy bỏ phần đó trong lý do rồi làm lại."
    )


class BadHead(Invalid):
    """What was given as an earlier head is no number with a hash, or its signature is wrong."""

    code = "bad_head"
    message = _("Mốc nhật ký phải là SỐ:MÃ BĂM (64 ký tự) hoặc tệp mốc đã xuất. Hãy kiểm tra lại.")


class BadKey(Invalid):
    """An idempotency key is empty, too long or holds odd characters."""

    code = "bad_idempotency_key"
    message = _("Mã chống gửi lặp phải có từ 1 đến 255 ký tự chữ và số. Hãy tải lại trang rồi gửi lại.")


class KeyReused(Invalid):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"
    message = _("Mã chống gửi lặp này đã dùng cho một yêu cầu khác. Hãy tải lại trang rồi gửi lại.")


class StillRunning(Stale):
    """The same request is being worked on; asking again a little later gives its answer."""

    code = "idempotency_in_flight"
    message = _("Yêu cầu này đang được xử lý. Hãy đợi vài giây rồi xem lại, không cần gửi lần nữa.")
    retry_after = 2  # seconds

"""The words of the ledger: what a delivery, a chunk and a dispatch can be (design.md §6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What a delivery can be."""

    PLANNED = "planned", _("chờ đến giờ")
    QUEUED = "queued", _("chờ gửi")
    SENDING = "sending", _("đang gửi")
    ACCEPTED = "accepted", _("kênh đã nhận")
    DELIVERED = "delivered", _("đã đến nơi")
    PLAYED = "played", _("đã phát")
    PLAYED_PARTLY = "played_partly", _("phát dở")
    FAILED = "failed", _("không gửi được")
    UNKNOWN = "unknown", _("chưa rõ kết quả")
    EXPIRED = "expired", _("quá hạn")
    SUPPRESSED = "suppressed", _("không gửi (theo yêu cầu hoặc giờ yên tĩnh)")
    SUPERSEDED = "superseded", _("đã có bản thay")
    WITHDRAWN = "withdrawn", _("đã thu hồi")


PENDING = frozenset({State.PLANNED, State.QUEUED, State.SENDING})
SETTLED = frozenset(State) - PENDING
REACHED = frozenset({State.ACCEPTED, State.DELIVERED, State.PLAYED, State.PLAYED_PARTLY})
PROVEN = frozenset({State.DELIVERED, State.PLAYED, State.PLAYED_PARTLY})
FAILED = frozenset({State.FAILED})
UNCERTAIN = frozenset({State.UNKNOWN})
NOT_SENT = frozenset({State.EXPIRED, State.SUPPRESSED, State.SUPERSEDED, State.WITHDRAWN})
RETRYABLE = frozenset({State.QUEUED})
SAME_AS = REACHED | UNCERTAIN
"""Who a correction must reach: everyone whom the first message may have reached."""
ENDINGS = frozenset({State.EXPIRED, State.SUPERSEDED, State.WITHDRAWN})
"""How pending deliveries end when their dispatch is stopped or its time is over."""


class DispatchState(models.TextChoices):
    """What a dispatch can be."""

    PLANNED = "planned", _("chờ đến giờ")
    SENDING = "sending", _("đang gửi")
    PAUSED = "paused", _("tạm dừng")
    MISSED = "missed", _("lỡ giờ, chờ quyết định")
    DONE = "done", _("đã gửi xong")
    CANCELLED = "cancelled", _("đã hủy")
    UNDONE = "undone", _("đã hoàn tác")


class ChunkState(models.TextChoices):
    """What a chunk of sending work can be."""

    WAITING = "waiting", _("chờ đến giờ")
    READY = "ready", _("sẵn sàng")
    RUNNING = "running", _("đang gửi")
    PAUSED = "paused", _("tạm dừng")
    QUARANTINED = "quarantined", _("cách ly vì lỗi lặp lại")
    DONE = "done", _("xong")


class Lane(models.IntegerChoices):
    """Which work goes first; one slot of every worker is kept for the first lane."""

    EMERGENCY = 0, _("khẩn cấp")
    PRIORITY = 1, _("ưu tiên")
    NORMAL = 2, _("thông thường")
    BULK = 3, _("hàng loạt")


class Origin(models.TextChoices):
    """Where an event of the ledger comes from."""

    SEND = "send", _("lần gửi")
    ASK = "ask", _("hỏi lại kênh")
    RECEIPT = "receipt", _("báo nhận của kênh")
    PERSON = "person", _("cán bộ xác nhận")
    RULE = "rule", _("quy tắc của hệ thống")


class Why:
    """Stable words for reasons that the ledger itself gives, with their Vietnamese sentences."""

    UNKNOWN_OUTCOME = "unknown_outcome"
    TRIES_USED_UP = "tries_used_up"
    STOPPED = "stopped"
    ERASED = "erased"
    NO_PROOF = "no_proof"
    CALLED_OFF = "called_off"
    TEXTS: ClassVar = {
        UNKNOWN_OUTCOME: _("Đã gọi kênh nhưng không nhận được trả lời."),
        TRIES_USED_UP: _("Đã thử lại nhiều lần nhưng kênh vẫn chưa nhận."),
        STOPPED: _("Người nhận đã dừng nhận tin hoặc đang trong giờ yên tĩnh."),
        ERASED: _("Người nhận không còn trong danh sách."),
        NO_PROOF: _("Đã qua giờ phát mà chưa nhận được bằng chứng đã phát."),
        CALLED_OFF: _("Đã hủy trước giờ phát."),
        State.EXPIRED.value: _("Đã quá hạn gửi."),
        State.SUPERSEDED.value: _("Đã có bản thay trước khi gửi."),
        State.WITHDRAWN.value: _("Đã dừng gửi theo quyết định của cán bộ."),
        "unconfirmed": _("Đến hạn mà chưa có xác nhận."),
    }


DISPATCH_REASONS = {
    "count": _("Số người nhận thực tế khác với số đã duyệt. Hãy xem lại rồi chấp nhận số mới hoặc hủy."),
    "overlap": _(
        "Có người nhận nằm trong hai phần của đợt gửi. Hãy hủy phần chưa gửi và chọn lại đối tượng nhận."
    ),
    "late": _("Hệ thống không chạy đúng giờ hẹn, đã trễ quá 10 phút. Hãy mở bản tin để gửi duyệt lại."),
    "unknown_kind": _("Loại kênh hoặc danh sách nhận không còn trong hệ thống. Hãy báo người quản trị."),
    "bad_config": _("Thông số của kênh không đúng. Hãy sửa kênh rồi tiếp tục gửi."),
    "key_missing": _("Thiếu khóa để mở mã truy cập của kênh. Hãy bổ sung khóa rồi tiếp tục gửi."),
    "key_file": _("Không đọc được tệp khóa. Hãy báo người quản trị rồi tiếp tục gửi."),
    "tampered": _("Mã truy cập của kênh đã bị thay đổi trái phép. Hãy thay mã mới rồi tiếp tục gửi."),
    "expired": _("Đã quá hạn gửi."),
    "superseded": _("Đã có bản thay."),
    "withdrawn": _("Đã thu hồi."),
}
"""Why a dispatch waits for a person or has ended, for the codes that the ledger itself writes."""

"""The words of the room: sides, kinds, states, authorities, degrees of urgency."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SILENT_LEAD = timedelta(
    hours=24
)  # a silent body is told at least so much earlier than its superior (charter 11)


class Side(models.TextChoices):
    """Whether a body received a document or makes it."""

    INCOMING = "incoming", _("văn bản đến")
    OUTGOING = "outgoing", _("văn bản đi")


class DocumentState(models.TextChoices):
    """Where a document stands at its body; the first five are for incoming ones."""

    RECEIVED = "received", _("chờ ý kiến chỉ đạo")
    DIRECTED = "directed", _("đã có ý kiến chỉ đạo")
    ANSWERED = "answered", _("đã có văn bản thực hiện")
    FILED = "filed", _("lưu, không phải thực hiện")
    RETURNED = "returned", _("trả lại nơi gửi")
    DRAFT = "draft", _("đang soạn")
    COMMENTING = "commenting", _("đang lấy ý kiến")
    SIGNING = "signing", _("đang trình ký")
    SIGNED = "signed", _("đã ký, chờ ban hành")
    ISSUED = "issued", _("đã ban hành")
    SUPERSEDED = "superseded", _("đã có văn bản thay thế")
    RECALLED = "recalled", _("đã thu hồi")
    DISCARDED = "discarded", _("đã bỏ")


class Urgency(models.TextChoices):
    """How fast a document must travel (Decree 30/2020); never mixed with the priority of a bulletin."""

    NORMAL = "normal", pgettext_lazy("document", "thường")
    URGENT = "urgent", _("khẩn")
    VERY_URGENT = "very_urgent", _("thượng khẩn")
    FLASH = "flash", _("hỏa tốc")


class Authority(models.TextChoices):
    """By whose authority the signer signs (Decree 30/2020, art. 13; the Party's form writes T/M, K/T, T/L)."""

    HEAD = "head", _("người đứng đầu")
    ON_BEHALF = "tm", _("thay mặt (TM.)")
    DEPUTY = "kt", _("ký thay (KT.)")
    BY_ORDER = "tl", _("thừa lệnh (TL.)")
    BY_AUTHORITY = "tuq", _("thừa ủy quyền (TUQ.)")
    ACTING = "q", _("quyền (Q.)")


class CopyKind(models.TextChoices):
    """What kind of copy a document is (Decree 30/2020, art. 25)."""

    FULL = "sao_y", _("sao y")
    ONWARD = "sao_luc", _("sao lục")
    EXTRACT = "trich_sao", _("trích sao")


class CommentKind(models.TextChoices):
    """What a word on a version amounts to."""

    COMMENT = "comment", _("góp ý")
    AGREED = "agreed", _("thống nhất")
    RETURNED = "returned", _("đề nghị sửa")


class CirculationState(models.IntegerChoices):
    """Where the copy at a body stands, by the codes of edXML (QCVN 102:2016/BTTTT)."""

    ARRIVED = 1, _("đã đến")
    REFUSED = 2, _("từ chối nhận")
    RECEIVED = 3, _("đã tiếp nhận")
    ASSIGNED = 4, _("đã phân công")
    IN_PROGRESS = 5, _("đang xử lý")
    COMPLETED = 6, _("đã hoàn thành")
    RECALL_ASKED = 13, _("bên gửi đề nghị thu hồi")
    RECALLED = 15, _("đã đồng ý thu hồi")
    RECALL_REFUSED = 16, _("không đồng ý thu hồi")


class IntakeKind(models.TextChoices):
    """What a file is that somebody drops in."""

    INCOMING = "incoming", _("Văn bản đến: của nơi khác gửi tới")
    SIGNED = "signed", _("Văn bản đi đã ký: của cơ quan mình, đã có số")
    DRAFT = "draft", _("Dự thảo của cơ quan mình, chưa ký")

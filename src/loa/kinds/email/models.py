"""What came back for an account's letters, and the mailbox where it comes in.

Neither an address nor a word of a message is kept (charter 12): a bounce names its delivery by number alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account


class Came(models.TextChoices):
    """What a message in the bounce mailbox was."""

    HARD = "hard", _("bị trả lại")
    SOFT = "soft", _("tạm thời chưa nhận")
    COMPLAINT = "complaint", _("báo thư rác")
    REPLY = "reply", _("trả lời tự động")
    FORGED = "forged", _("giả mạo, đã bỏ qua")
    UNCLEAR = "unclear", _("không nhận ra")


class Bounce(models.Model):
    """One thing that came back. `mark` is the same for the same news about the same letter, so that a repeat adds nothing."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="bounces")
    delivery_id: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(
        null=True, blank=True, db_index=True
    )
    kind = models.CharField(max_length=9, choices=Came.choices)
    status = models.CharField(max_length=11, blank=True)
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("thư trả về")
        constraints = [
            models.UniqueConstraint(fields=["account", "mark"], name="bounce_once"),
            models.CheckConstraint(condition=Q(kind__in=Came.values), name="bounce_kind"),
        ]
        indexes = [models.Index(fields=["account", "-at"], name="bounce_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}".strip()


class Security(models.TextChoices):
    """How the line to a mailbox is kept secret."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", _("Không")


class Problem(models.TextChoices):
    """Why a mailbox could not be read."""

    CONNECT = "connect", _("không kết nối được máy chủ")
    TLS = "tls", _("chứng thư số của máy chủ không hợp lệ")
    LOGIN = "login", _("máy chủ không nhận tên đăng nhập hoặc mật khẩu")
    FOLDER = "folder", _("không mở được hộp thư đến")
    CUT = "cut", _("kết nối bị ngắt giữa chừng")


class Mailbox(models.Model):
    """The IMAP mailbox to which an account's bounces come.

    `password` is a token of the keyring bound to "email.mailbox:ID". Letters up to `last_uid` are taken in, as long
    as the server calls its numbering `uid_validity` (RFC 9051 §2.3.1.1). `failing_since` is the first failure since
    the last good reading.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="bounce_mailbox")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=8, choices=Security.choices)
    username = models.CharField(max_length=120)
    password = models.TextField(blank=True)
    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    polled_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=8, choices=Problem.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(security__in=Security.values), name="mailbox_security"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

"""Tables of the room: the accounts through which bodies speak, and their end-to-end probes."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.channels import registry
from loa.units.models import Body


class Mode(models.TextChoices):
    """Live, exercise and test never mix: other data, other wording, other transport (charter 9)."""

    LIVE = "live", _("thật")
    EXERCISE = "exercise", _("diễn tập")
    TEST = "test", _("thử nghiệm")


class LegalKind(models.TextChoices):
    """The eight kinds of grassroots information. Source: Nghị định 49/2024/NĐ-CP."""

    STATION = "station", _("Đài truyền thanh cấp xã")
    NOTICE_BOARD = "notice_board", _("Bảng tin công cộng")
    BULLETIN = "bulletin", _("Bản tin thông tin cơ sở")
    MATERIALS = "materials", _("Tài liệu không kinh doanh")
    TALKS = "talks", _("Tuyên truyền trực tiếp qua tuyên truyền viên cơ sở")
    PORTAL = "portal", _("Cổng hoặc trang thông tin điện tử")
    SOCIAL = "social", _("Mạng xã hội và ứng dụng nhắn tin")
    TELECOM = "telecom", _("Tin nhắn viễn thông")
    NONE = "none", _("Không thuộc các loại hình trên")


class AccountState(models.TextChoices):
    """Whether an account may send."""

    ACTIVE = "active", _("đang dùng")
    PAUSED = "paused", _("tạm dừng")
    CLOSED = "closed", _("đã đóng")


class Account(models.Model):
    """One voice of one body on one channel (charter 1).

    The mode never changes (a trigger refuses); `listed_from` is set before the first send and `listed_until`
    is at least a year after the last one (a trigger prolongs it). `secret` is a token of the keyring bound to "channels.account:ID".
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=20, choices=registry.kind_choices)
    name = models.CharField(max_length=120)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    legal_kind = models.CharField(max_length=12, choices=LegalKind.choices, default=LegalKind.NONE)
    config = models.JSONField(default=dict)
    secret = models.TextField(blank=True)
    secret_expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=AccountState.choices, default=AccountState.ACTIVE)
    rate_per_minute = models.PositiveIntegerField(null=True, blank=True)
    listed_from = models.DateTimeField()
    listed_until = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tài khoản kênh")
        constraints = [
            models.UniqueConstraint(fields=["id", "mode"], name="account_mode_key"),
            models.UniqueConstraint(fields=["body", "kind", "mode", "name"], name="account_name_once"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="account_mode"),
            models.CheckConstraint(condition=Q(state__in=AccountState.values), name="account_state"),
            models.CheckConstraint(condition=Q(legal_kind__in=LegalKind.values), name="account_legal_kind"),
            models.CheckConstraint(
                condition=Q(last_sent_at__isnull=True) | Q(last_sent_at__gte=F("listed_from")),
                name="account_listed_before_first_send",
            ),
            models.CheckConstraint(
                condition=Q(last_sent_at__isnull=True)
                | Q(listed_until__isnull=True)
                | Q(listed_until__gte=F("last_sent_at") + timedelta(days=365)),
                name="account_listed_a_year_after_last_send",
            ),
            models.CheckConstraint(
                condition=Q(rate_per_minute__isnull=True) | Q(rate_per_minute__gt=0), name="account_rate"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CanaryState(models.TextChoices):
    """How far one end-to-end test came."""

    BEGUN = "begun", _("đang thử")
    ACCEPTED = "accepted", _("máy chủ đã nhận")
    ARRIVED = "arrived", _("đã đến nơi")
    FAILED = "failed", _("không gửi được")
    OVERDUE = "overdue", _("quá giờ chưa thấy đến")


class CanaryRun(models.Model):
    """One end-to-end test of an account, from itself to itself; `token` is what its arrival is recognised by.

    `finished_at` stays empty while an arrival is awaited; an *accepted* run with it is one that nobody reads back.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="canary_runs")
    token = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=8, choices=CanaryState.choices, default=CanaryState.BEGUN)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CanaryState.values), name="canary_state"),
        ]
        indexes = [models.Index(fields=["account", "-started_at"], name="canary_latest")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%d/%m %H:%M}"


class Certificate(models.Model):
    """What a TLS server that we depend on showed when it was last asked; `problem` says why nothing could be read."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    ends_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "port"], name="certificate_once")]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

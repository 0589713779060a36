"""Endpoints of organisations that asked for our bulletins as signed JSON, what they chose, and single calls by officers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account
from loa.units.models import Person


class Pause(models.TextChoices):
    """Why nothing is sent to an endpoint for now."""

    OFFICER = "officer", _("cán bộ tạm dừng")
    GONE = "gone", _("bên nhận trả lời 410: không nhận nữa")
    FAILING = "failing", _("lỗi liên tục nhiều ngày")


class Endpoint(models.Model):
    """Where one organisation takes what goes out through one account; an officer registered it.

    `secret` and `old_secret` are tokens of the keyring bound to "webhook.endpoint:ID"; the old one still signs beside
    the new one until `old_secret_until`. `failing_since` is the first failure since the last success.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="endpoints")
    organisation = models.CharField(max_length=160)
    url = models.CharField(max_length=500)
    secret = models.TextField(blank=True)
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=8, choices=Pause.choices, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "url"], condition=Q(closed_at__isnull=True), name="endpoint_once"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_by="")
                | Q(paused_at__isnull=False, paused_by__in=Pause.values),
                name="endpoint_pause_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation

    @property
    def thing(self) -> str:
        """Return its name in the journal."""
        return f"webhook.endpoint:{self.pk}"


class Choice(models.Model):
    """What an endpoint takes, from one moment until another: a language, areas and topics; none of these means all."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="choices")
    language = models.CharField(max_length=5)
    areas = ArrayField(models.CharField(max_length=40), default=list)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(until__isnull=True), name="endpoint_choice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.language}"


class Call(models.Model):
    """One call that an officer made by hand: a ping, or a delivery once more. Written before the call is begun."""

    class What(models.TextChoices):
        """What was sent."""

        PING = "ping", _("gọi thử")
        REPLAY = "replay", _("gửi lại")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="calls")
    what = models.CharField(max_length=8, choices=What.choices)
    delivery_id: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(
        null=True, blank=True
    )
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_good = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-begun_at"], name="endpoint_calls")]

    def __str__(self) -> str:
        return f"{self.what} {self.endpoint_id}"

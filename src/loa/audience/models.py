"""Who asked to be told: subscribers, their contacts (encrypted), what they chose, and the proof of consent.

Receivers are found by area, language and topics that they picked, never by behaviour (charter 7). No table
records whether anybody read anything. Erasing a subscriber removes the rows and with them the key of the
contact; what stays is a number in `Erasure`, so that a restored backup erases again (charter 12).
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loa.units.models import Area, Body


class SubscriberKind(models.TextChoices):
    """Whether a person or an organisation asked."""

    PERSON = "person", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức")


class Language(models.TextChoices):
    """The languages a subscriber may pick."""

    VI = "vi", _("Tiếng Việt")
    EN = "en", _("English")


class ContactKind(models.TextChoices):
    """By what a subscriber can be reached."""

    EMAIL = "email", _("Thư điện tử")
    WEBPUSH = "webpush", _("Thông báo trên trình duyệt")


class Subscriber(models.Model):
    """Somebody who asked to be told, without a name: only the contact and the choice matter."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="subscribers")
    kind = models.CharField(max_length=12, choices=SubscriberKind.choices, default=SubscriberKind.PERSON)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.VI)
    key = models.TextField()  # the record's key, wrapped by the keyring; gone with the row
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Contact(models.Model):
    """An address under the subscriber's own key; `lookup` finds it again without showing it."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    value = models.TextField()
    lookup = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when the last link of confirmation left: a flood stops here
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "lookup"], name="contact_once")]
        indexes = [
            models.Index(
                fields=["kind", "id"], condition=Q(confirmed_at__isnull=False), name="contact_confirmed"
            )
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Asked(models.Model):
    """A request of the public form until a job takes it, seconds later; only there is it looked at who is known."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    value = models.TextField()  # the address, sealed
    choice: models.JSONField[Any, Any] = models.JSONField()  # ids of areas, topics, language, kind
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"asked {self.pk}"


class Subscription(models.Model):
    """One area a subscriber picked, from one moment until another; no topics means all of them."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    topics = ArrayField(models.CharField(max_length=40), default=list)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "area"], condition=Q(until__isnull=True), name="subscription_once"
            )
        ]
        indexes = [
            models.Index(fields=["area", "since"]),
            GinIndex(fields=["topics"], name="subscription_topics"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} → {self.area_id}"


class Consent(models.Model):
    """The proof that somebody agreed: which wording, when, where (Law 91/2025/QH15: consent must be provable)."""

    class Source(models.TextChoices):
        """Where the agreement was given."""

        FORM = "form", _("Biểu mẫu trên trang công khai")
        IMPORT = "import", _("Danh sách có văn bản đồng ý")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    wording = models.CharField(max_length=20)  # version of the sentence that was shown
    source = models.CharField(max_length=8, choices=Source.choices)
    basis = models.CharField(max_length=200, blank=True)  # for an import: the paper that holds the signatures
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.wording} {self.given_at:%d/%m/%Y}"


class Suppression(models.Model):
    """A contact that must not be written to, kept by look-up so that an import cannot bring it back."""

    class Reason(models.TextChoices):
        """Why nothing is sent there."""

        STOPPED = "stopped", _("Người nhận đã ngừng đăng ký")
        BOUNCED = "bounced", _("Địa chỉ không tồn tại")
        COMPLAINED = "complained", _("Người nhận báo thư rác")

    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    lookup = models.CharField(max_length=80)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "lookup"], name="suppression_once")]

    def __str__(self) -> str:
        return self.reason


class Erasure(models.Model):
    """The number of an erased subscriber and nothing else; a restore erases every number on this list again."""

    subscriber = models.BigIntegerField(primary_key=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erased {self.subscriber}"

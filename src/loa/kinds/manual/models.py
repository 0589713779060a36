"""Channels that people carry out: stations, and the run sheet of what each is asked to do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.channels.models import LegalKind
from loa.units.models import Area, Body


class Form(models.TextChoices):
    """How the message reaches people when a person carries it."""

    FM = "fm", _("Đài truyền thanh FM, hữu tuyến")
    CAR = "car", _("Xe loa lưu động")
    BOARD = "board", _("Bảng tin công cộng")
    TALK = "talk", _("Tuyên truyền trực tiếp")
    CHAT_GROUP = "chat_group", _("Nhóm Zalo tổ dân phố")
    HANDOUT = "handout", _("Tờ rơi, tờ gấp")


LEGAL_KIND = {
    Form.FM: LegalKind.STATION,
    Form.CAR: LegalKind.STATION,
    Form.BOARD: LegalKind.NOTICE_BOARD,
    Form.TALK: LegalKind.TALKS,
    Form.CHAT_GROUP: LegalKind.SOCIAL,
    Form.HANDOUT: LegalKind.MATERIALS,
}


MENDS: dict[str, str | Promise] = {
    "correction": _("ĐÍNH CHÍNH bản tin"),
    "withdrawal": _("THU HỒI bản tin"),
    "supersede": _("THAY THẾ bản tin"),
}


class Station(models.Model):
    """One place or team that carries messages by hand, openly listed under its body.

    `keeper` says by office who looks after it ("Tổ trưởng tổ dân phố 5"): a listed person without an account may
    confirm by a one-time link.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="stations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12, choices=Form.choices)
    name = models.CharField(max_length=160)
    keeper = models.CharField(max_length=160, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "form", "name"], condition=Q(closed_at__isnull=True), name="station_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RunSheet(models.Model):
    """What one station is asked to do with one content; made when the ledger hands the delivery over."""

    delivery_id: models.BigIntegerField[int, int] = models.BigIntegerField(unique=True)
    dispatch_id: models.BigIntegerField[int, int] = models.BigIntegerField(db_index=True)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="run_sheets")
    payload = models.JSONField()
    handed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.station_id} ← {self.delivery_id}"

    @property
    def heading(self) -> str:
        """Return what a mending sheet says above its title ("THU HỒI bản tin …"), nothing for any other."""
        word = MENDS.get(self.payload.get("relation", ""))
        return f"{word} {self.payload.get('corrects', '')}" if word else ""

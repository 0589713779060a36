"""Areas (territory) and bodies (organisation): two trees whose every state has a from and an until.

An area or body is an identity that never changes; its versions carry name, kind, parent and path for a
span of days. A reform closes versions, opens others, and writes successions, so that totals of any day
can be counted again (30 districts and 579 communes in 2021, 126 communes since 1 July 2025).
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    """How deep in the territory an area stands."""

    CITY = "city", _("Thành phố")
    DISTRICT = "district", _("Quận, huyện, thị xã")
    COMMUNE = "commune", _("Xã, phường, thị trấn")
    GROUP = "group", _("Thôn, tổ dân phố")


class System(models.TextChoices):
    """The part of the political system a body belongs to (design.md §5)."""

    PARTY = "party", _("Đảng")
    STATE = "state", _("Chính quyền")
    FRONT = "front", _("Mặt trận – đoàn thể")
    SERVICE = "service", _("Sự nghiệp")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")


class DocumentForm(models.TextChoices):
    """Which layout rules a body's papers follow."""

    STATE = "state", _("Nghị định 30/2020/NĐ-CP")
    PARTY = "party", _("Hướng dẫn 36-HD/VPTW")


class Span(Func):
    """The half-open day range of a version, for the exclusion constraint."""

    function = "daterange"
    output_field = DateRangeField()


def _no_overlap(owner: str, name: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            (owner, RangeOperators.EQUAL),
            (Span("valid_from", "valid_until"), RangeOperators.OVERLAPS),
        ],
    )


class Area(models.Model):
    """A piece of territory, the same through every rename; `code` is the national unit code where there is one."""

    code = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.code


class AreaVersion(models.Model):
    """What an area was called, and where it stood, from one day until (not including) another."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="versions")
    level = models.CharField(max_length=10, choices=AreaLevel.choices)
    kind = models.CharField(max_length=40)  # "Phường", "Xã", "Thị trấn", "Quận", "Huyện", "Tổ dân phố"
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=160, db_index=True)  # kind and name without marks, for search
    sort_key = models.BinaryField(default=bytes)  # Vietnamese collation, as the server has no ICU
    parent = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="child_versions")
    path = models.CharField(max_length=120, db_index=True)  # codes from the root: "01/001/00004"
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            _no_overlap("area", "area_version_no_overlap"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="area_version_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class AddressForm(models.TextChoices):
    """How a body addresses its officers on the desk."""

    COMRADE = "comrade", _("đồng chí")
    FORMAL = "formal", _("ông/bà")


class Body(models.Model):
    """An organisation, the same through every rename; `code` is its organisation code."""

    code = models.CharField(max_length=40, unique=True)
    address_form = models.CharField(max_length=10, choices=AddressForm.choices, default=AddressForm.COMRADE)
    standing_approver = models.ForeignKey(
        "units.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("cơ quan, đơn vị")

    def __str__(self) -> str:
        return self.code


class BodyVersion(models.Model):
    """What a body was called, whom it answered to and where it sat, for a span of days."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    folded = models.CharField(max_length=240, db_index=True)
    sort_key = models.BinaryField(default=bytes)
    system = models.CharField(max_length=12, choices=System.choices)
    superior = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, related_name="subordinate_versions"
    )
    path = models.CharField(max_length=250, db_index=True)  # body ids from the root: "1/7/42"
    seat_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=8, choices=DocumentForm.choices, default=DocumentForm.STATE)
    is_committee = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _no_overlap("body", "body_version_no_overlap"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="body_version_span",
            ),
            models.CheckConstraint(
                condition=models.Q(is_committee=False) | models.Q(valid_until__isnull=False),
                name="committee_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BodyMember(models.Model):
    """A body that sits in a committee for a span of days."""

    committee = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="members")
    member = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="committees")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "member", "valid_from"], name="committee_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} ← {self.member_id}"


class ChangeKind(models.TextChoices):
    """What a reform does to a unit."""

    RENAME = "rename", _("đổi tên")
    MERGE = "merge", _("sáp nhập")
    SPLIT = "split", _("chia tách")
    ABOLISH = "abolish", _("giải thể")
    MOVE = "move", _("chuyển")
    FOUND = "found", _("thành lập")


class AreaChange(models.Model):
    """One act of reform on territory, with the decision it rests on."""

    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    on = models.DateField()
    basis = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Succession(models.Model):
    """Old area → new area; `share` says what part of the old one went there (1 when whole, null when unknown)."""

    change = models.ForeignKey(AreaChange, on_delete=models.CASCADE, related_name="successions")
    old = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessors")
    is_default = models.BooleanField(default=True)
    share = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "old", "new"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class BodyChange(models.Model):
    """One act of reform on organisation: from these bodies to those."""

    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    on = models.DateField()
    basis = models.CharField(max_length=200, blank=True)
    olds = models.ManyToManyField(Body, related_name="changes_from")
    news = models.ManyToManyField(Body, related_name="changes_to")

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Topic(models.Model):
    """A public subject a resident may choose to hear about; political opinion is never one (charter 6)."""

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_vi

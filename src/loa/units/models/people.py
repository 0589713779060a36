"""People, the posts they hold, and what a post may do where and for how long."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from loa.units.models.trees import Area, Body, Span
from loa.units.permissions import Permission


class PersonManager(BaseUserManager["Person"]):
    """Makes people; only actions call it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person who signs in by e-mail."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A member of staff with an account; never a resident."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    folded = models.CharField(max_length=160, db_index=True, blank=True)
    sort_key = models.BinaryField(default=bytes)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)  # the demo's role-named accounts only
    joined_at = models.DateTimeField(auto_now_add=True)
    session_epoch = models.PositiveIntegerField(default=0)  # raised to end every session at once

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("cán bộ")

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """Return the name as people are addressed."""
        return self.full_name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Bind sessions to password and epoch, so that raising the epoch ends them at the next request."""
        salt = "loa.units.models.Person.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Role(models.TextChoices):
    """The trade a post follows; each role stands for a fixed set of permissions (rules.ROLE_PERMISSIONS)."""

    WARD_OFFICER = "ward_officer", _("Cán bộ văn hóa – thông tin")
    EDITOR = "editor", _("Biên tập viên")
    APPROVER = "approver", _("Người duyệt")
    DUTY_OFFICER = "duty_officer", _("Cán bộ trực")
    CLERK = "clerk", _("Văn thư")
    SPOKESPERSON = "spokesperson", _("Người phát ngôn")
    LEADER = "leader", _("Lãnh đạo")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Post(models.Model):
    """A person's place in a body, from one day until another; a person acts as one post at a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=Role.choices)
    is_acting_deputy = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # left before the planned day
    claim = models.CharField(
        max_length=200, blank=True
    )  # the provider's group that it came from, and ends with

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="post_span",
            ),
            models.CheckConstraint(
                condition=Q(is_acting_deputy=False) | Q(valid_until__isnull=False),
                name="acting_deputy_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["person", "valid_from"])]

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """A role's rights for a post over an area and a body's branch; both reach down their trees."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="grant_once",
                expressions=[
                    *((field, RangeOperators.EQUAL) for field in ("post", "role", "body", "area")),
                    (Span("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="grant_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.body_id}"


class Delegation(models.Model):
    """A dated transfer of named rights from one post to another, resting on a document."""

    class Kind(models.TextChoices):
        """By which authority the receiver signs (Decree 30/2020, art. 13)."""

        ON_BEHALF = "tm", _("thay mặt")
        BY_ORDER = "tl", _("thừa lệnh")
        BY_AUTHORITY = "tuq", _("thừa ủy quyền")

    kind = models.CharField(max_length=4, choices=Kind.choices)
    giver = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="given")
    receiver = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="received")
    permissions = models.JSONField(default=list)  # values of Permission; never more than the giver holds
    source_document = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")), name="delegation_span"
            ),
            models.CheckConstraint(condition=~Q(giver=models.F("receiver")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.receiver_id}"

    def allows(self, permission: Permission) -> bool:
        """Say whether the transfer names this right."""
        return permission.value in self.permissions


class Invitation(models.Model):
    """A one-time link by which a new member of staff sets a password; only the token's digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SecondFactorReset(models.Model):
    """A lost second factor: one administrator asks, another person confirms, then a new one must be set up."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="second_factor_resets")
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("person")) & ~Q(confirmed_by=models.F("person")),
                name="reset_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("asked_by")), name="reset_by_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"reset {self.pk}"

"""When loudspeakers may sound: limits as data per area and span of days."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loa.speakers.rules.words import RuleKind
from loa.units.models import Area, Person


class NoiseRule(models.Model):
    """What holds in an area and all below it from one day until (not including) another.

    An empty limit limits nothing; empty `weekdays` mean every day (1 Monday … 7 Sunday). Quiet hours may pass midnight. On a day of
    MOURNING only emergencies sound. `source` says by which decision.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=RuleKind.choices, default=RuleKind.LIMITS)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    sessions_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes_a_session = models.PositiveSmallIntegerField(null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("giới hạn phát thanh")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="noise_rule_kind"),
            models.CheckConstraint(condition=~Q(source=""), name="noise_rule_names_its_source"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="noise_rule_span",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="noise_rule_quiet_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"

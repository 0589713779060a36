"""Prepared messages, each with the correction and the withdrawal that belong to it."""

from __future__ import annotations

from django.db import models

from loa.bulletins.rules.words import (
    CapCategory,
    CapCertainty,
    CapSeverity,
    CapUrgency,
    EmergencyKind,
    Priority,
)


class Template(models.Model):
    """A message prepared before it is needed; `texts` is {language: {part: text}}.

    Parts: name, title, body, correction_title, correction, withdrawal_title, withdrawal. Places to fill stand
    in braces: "{ngày bắt đầu}".
    """

    key = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField()
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    emergency_kind = models.CharField(max_length=10, choices=EmergencyKind.choices, blank=True)
    cap_category = models.CharField(max_length=10, choices=CapCategory.choices)
    cap_event = models.CharField(max_length=120)
    cap_urgency = models.CharField(max_length=10, choices=CapUrgency.choices)
    cap_severity = models.CharField(max_length=10, choices=CapSeverity.choices)
    cap_certainty = models.CharField(max_length=10, choices=CapCertainty.choices)
    topic_code = models.CharField(max_length=40, blank=True)
    valid_hours = models.PositiveSmallIntegerField(default=24)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key

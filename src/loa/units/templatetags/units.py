"""`{% load units %}`: rights in the words of the screens."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from loa.units.permissions import Permission

register = template.Library()


@register.filter
def right_labels(values: Iterable[str]) -> str:
    """Return stored rights as one line of words; a right that no longer exists is left out."""
    known = set(Permission)
    return ", ".join(str(Permission(value).label) for value in values if value in known)

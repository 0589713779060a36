"""Lists of items, and one item."""

from __future__ import annotations

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField

from loa.figures.scope import true_rows
from loa.press.models import Item
from loa.press.queries.visible import items_visible_to
from loa.units.access import Who
from loa.web.lists.filters import folded


def listed_items(actor: Who) -> QuerySet[Item]:
    """Return the items the actor may see as a list shows them: with `folded`, `is_reprint`, publisher and story."""
    return shown(items_visible_to(actor).filter(true_rows())).annotate(folded=folded(F("title")))


def shown(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Fetch what the columns of a list of items read."""
    alone = Q(reprints=None) | Q(reprints__founder=F("pk"))
    flag = Case(When(alone, then=Value(False)), default=Value(True), output_field=BooleanField())
    return rows.select_related("publisher", "source", "story").defer("text").annotate(is_reprint=flag)

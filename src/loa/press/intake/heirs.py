"""Let groups keep their rows, and with them their addresses, when all are made anew with other limits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.db.models import F

from loa.press.models import Item, ReprintGroup, Story
from loa.stories.bundles import Bundles
from loa.stories.grouper import Grouper
from loa.stories.rebuilding import heirs

_READ: Final = 20_000
_FOUND_STORIES: Final = """
UPDATE press_story AS s SET founder_id = g.founder, title = CASE WHEN g.is_gone THEN i.title ELSE s.title END
FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS g(story, founder, is_gone) JOIN press_item i ON i.id = g.founder
WHERE s.id = g.story
"""
_FOUND_GROUPS: Final = """
UPDATE press_reprintgroup AS r SET founder_id = g.founder
FROM unnest(%s::bigint[], %s::bigint[]) AS g(reprints, founder) WHERE r.id = g.reprints
"""


@dataclass(frozen=True, slots=True)
class _Taken:
    """Rows that let go of their founders; those of them that are taken over, by whom, and whether the old founder is gone."""

    touched: list[int]
    rows: list[int]
    founders: list[int]
    gone: list[bool]


@transaction.atomic
def keep_rows(grouper: Grouper) -> None:
    """Give each group that was made anew the row of the group from which most of its items come.

    Rows that change hands let go of their founders first: an item founds one group at a time. A story that nobody takes
    over remembers its own and leads on to it; one whose founder went elsewhere is named anew.
    """
    stories = _taken(grouper, grouper.stories, Story, "story")
    Story.objects.filter(pk__in=stories.touched).update(former=F("founder"), founder=None)
    _run(_FOUND_STORIES, stories.rows, stories.founders, stories.gone)
    groups = _taken(grouper, grouper.reprints, ReprintGroup, "reprints")
    ReprintGroup.objects.filter(pk__in=groups.touched).update(founder=None)
    _run(_FOUND_GROUPS, groups.rows, groups.founders)


def _taken(grouper: Grouper, bundles: Bundles, model: type[Story | ReprintGroup], field: str) -> _Taken:
    number, ids = grouper.number, grouper.ids
    told = Item.objects.filter(**{f"{field}__founder__isnull": False}).order_by("pk")
    rows = told.values_list("pk", f"{field}__founder").iterator(chunk_size=_READ)
    known = (
        (number[str(pk)], number[str(founder)])
        for pk, founder in rows
        if str(pk) in number and str(founder) in number
    )
    pairs = np.fromiter(chain.from_iterable(known), np.int64).reshape(-1, 2)
    found = heirs(bundles.of[pairs[:, 0]], pairs[:, 1])
    named = {int(ids[at]) for pair in found.items() for at in pair}
    keys = dict(model.objects.filter(founder__in=named).values_list("founder", "pk"))
    return _Taken(
        list(keys.values()),
        [keys[int(ids[name])] for name in found.values()],
        [int(ids[group]) for group in found],
        [bundles.group(name) != group for group, name in found.items()],
    )


def _run(sql: str, *given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)

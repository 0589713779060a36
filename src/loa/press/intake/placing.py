"""Write where the engine put items and why: groups and stories by their founders, and the counts that lists show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, transaction

from loa.lib import clock
from loa.press.models import Item, ReprintGroup, Story
from loa.stories.grouper import Placed
from loa.stories.reasons import Reason

Found = tuple[Reason, str]
"""Why an item is where it is, and the digest of the words that were read of it now, "" where none were."""
_MOVE: Final = """
UPDATE press_item AS i SET reprints_id = p.reprints, story_id = p.story, figures_differ = p.differ,
  contains = coalesce(p.contains, i.contains)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[]) AS g(item, reprints, story, differ)
  JOIN LATERAL (SELECT g.item, g.reprints, g.story, g.differ,
    (SELECT array_agg(x.part ORDER BY x.part) FROM unnest(%s::bigint[], %s::bigint[]) AS x(digest, part)
      WHERE x.digest = g.item) AS contains) AS p ON true
WHERE i.id = p.item AND (i.reprints_id, i.story_id, i.figures_differ, i.contains)
  IS DISTINCT FROM (p.reprints, p.story, p.differ, coalesce(p.contains, i.contains))
"""
_COUNT_REPRINTS: Final = """
UPDATE press_reprintgroup AS g SET items = c.items, publishers = c.publishers
FROM (SELECT r.id, count(i.id) AS items, count(DISTINCT i.publisher_id) AS publishers
  FROM unnest(%s::bigint[]) AS r(id) LEFT JOIN press_item i ON i.reprints_id = r.id GROUP BY r.id) AS c
WHERE g.id = c.id AND (g.items, g.publishers) IS DISTINCT FROM (c.items, c.publishers)
"""
_COUNT_STORIES: Final = """
UPDATE press_story AS s SET items = c.items, articles = c.articles, publishers = c.publishers,
  first_at = coalesce(c.first_at, s.first_at), last_at = coalesce(c.last_at, s.last_at)
FROM (SELECT r.id, count(i.id) AS items, count(DISTINCT i.reprints_id) AS articles,
    count(DISTINCT i.publisher_id) AS publishers, min(i.published_at) AS first_at, max(i.published_at) AS last_at
  FROM unnest(%s::bigint[]) AS r(id) LEFT JOIN press_item i ON i.story_id = r.id GROUP BY r.id) AS c
WHERE s.id = c.id
"""
_TELL: Final = """
INSERT INTO press_reason AS was
  (item_id, beside_id, why, of_both, of_item, of_beside, shared, closeness, hours, wording, at)
SELECT r.*, %s::timestamptz FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::float8[], %s::float8[], %s::float8[],
  %s::integer[], %s::float8[], %s::float8[], %s::text[]) AS r(item, beside, why, of_both, of_item, of_beside, shared, closeness,
  hours, wording)
ON CONFLICT (item_id) DO UPDATE SET beside_id = excluded.beside_id, why = excluded.why, of_both = excluded.of_both,
  of_item = excluded.of_item, of_beside = excluded.of_beside, shared = excluded.shared, closeness = excluded.closeness,
  hours = excluded.hours, wording = coalesce(nullif(excluded.wording, ''), was.wording), at = excluded.at
WHERE (was.beside_id, was.why, was.of_both, was.shared, was.closeness, was.hours, was.wording) IS DISTINCT FROM
  (excluded.beside_id, excluded.why, excluded.of_both, excluded.shared, excluded.closeness, excluded.hours,
   coalesce(nullif(excluded.wording, ''), was.wording))
"""

_FORGET: Final = """
UPDATE press_item SET contains = CASE WHEN id = ANY(%s::bigint[]) THEN '{}'
  ELSE array(SELECT part FROM unnest(contains) AS part WHERE part <> ALL(%s::bigint[])) END
WHERE contains <> '{}' AND (id = ANY(%s::bigint[]) OR contains && %s::bigint[])
"""


@transaction.atomic
def write(placed: Sequence[Placed], found: Sequence[Found] = ()) -> None:
    """Write the places of items and why they are there; count the groups that they are in now and were in before.

    What a digest contains stays where the engine has forgotten it.
    """
    if not placed:
        return
    tell(found)
    ids = [int(place.id) for place in placed]
    groups = _groups({int(place.reprints) for place in placed})
    stories = _stories({int(place.story) for place in placed})
    before = list(Item.objects.filter(pk__in=ids).values_list("reprints_id", "story_id"))
    parts = [(int(place.id), int(part)) for place in placed for part in sorted(set(place.contains))]
    _run(
        _MOVE,
        ids,
        [groups[int(place.reprints)] for place in placed],
        [stories[int(place.story)] for place in placed],
        [place.figures_differ for place in placed],
        [digest for digest, _ in parts],
        [part for _, part in parts],
    )
    recount(
        {*groups.values(), *(group for group, _ in before if group)},
        {*stories.values(), *(story for _, story in before if story)},
    )


def recount(groups: Iterable[int], stories: Iterable[int]) -> None:
    """Count the items and publishers of groups and stories again."""
    _run(_COUNT_REPRINTS, sorted(groups))
    _run(_COUNT_STORIES, sorted(stories))


def forget_contents(items: Sequence[int]) -> None:
    """Let items whose words changed hold nothing, and nothing hold them, until the engine has read them anew."""
    _run(_FORGET, *[list(items)] * 4)


def tell(found: Sequence[Found]) -> None:
    """Write why items are where they are."""
    if not found:
        return
    reasons = [reason for reason, _ in found]
    likes = [reason.like for reason in reasons]
    _run(
        _TELL,
        clock.now(),
        [int(reason.id) for reason in reasons],
        [int(reason.beside) if reason.beside else None for reason in reasons],
        [str(reason.why) for reason in reasons],
        [like and like.both for like in likes],
        [like and like.of_new for like in likes],
        [like and like.of_old for like in likes],
        [like and like.shared for like in likes],
        [reason.score for reason in reasons],
        [reason.hours for reason in reasons],
        [wording for _, wording in found],
    )


def _groups(founders: set[int]) -> dict[int, int]:
    """Return the rows of groups by their founders, made where they are new."""
    ReprintGroup.objects.bulk_create(
        [ReprintGroup(founder_id=pk) for pk in sorted(founders)], ignore_conflicts=True
    )
    return dict(ReprintGroup.objects.filter(founder__in=founders).values_list("founder", "pk"))


def _stories(founders: set[int]) -> dict[int, int]:
    known = dict(Story.objects.filter(founder__in=founders).values_list("founder", "pk"))
    new = Item.objects.filter(pk__in=founders - set(known)).order_by("pk").only("title", "published_at")
    Story.objects.bulk_create(
        [
            Story(founder=item, title=item.title, first_at=item.published_at, last_at=item.published_at)
            for item in new
        ],
        ignore_conflicts=True,
    )
    return dict(Story.objects.filter(founder__in=founders).values_list("founder", "pk"))


def _run(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)

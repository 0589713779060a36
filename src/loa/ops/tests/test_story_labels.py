"""The labels that stories are measured by: ids and names of stories, nothing of the texts."""

import gzip
import json
from collections import Counter

from loa.ops.benches.stories_quality import LABELS


def records():
    with gzip.open(LABELS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_they_hold_no_text():
    assert {tuple(record) for record in records()} == {("id", "day", "first_seen", "story", "ambiguous")}


def test_an_item_stands_once_and_a_story_has_several_of_its_day():
    found = records()
    assert len({record["id"] for record in found}) == len(found)
    stories = Counter(record["story"] for record in found if record["story"])
    assert min(stories.values()) > 1
    assert all(record["story"].startswith(record["day"]) for record in found if record["story"])


def test_what_is_ambiguous_belongs_to_no_story():
    assert not [record for record in records() if record["ambiguous"] and record["story"]]

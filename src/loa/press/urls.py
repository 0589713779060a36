"""Addresses of the newsroom, of stories, counts and signals."""

from __future__ import annotations

from django.urls import path

from loa.press.views import counts, digest, newsroom, signals, story

app_name = "press"
urlpatterns = [
    path("", newsroom.stories, name="stories"),
    path("items/", newsroom.items, name="items"),
    path("items/<int:item_id>/", story.item, name="item"),
    path("items/<int:item_id>/story/", story.of_item, name="story_of_item"),
    path("stories/<int:story_id>/", story.show, name="story"),
    path("stories/<int:story_id>/merge/", story.merge, name="merge"),
    path("stories/<int:story_id>/edit/<slug:act>/", story.edit, name="edit"),
    path("stories/<int:story_id>/why/<int:item_id>/", story.why, name="why"),
    path("counts/", counts.counts, name="counts"),
    path("counts/chart.<slug:kind>", counts.chart, name="chart"),
    path("counts/table.csv", counts.table, name="table"),
    path("counts/save/", counts.save, name="save_count"),
    path("counts/saved/", counts.saved_list, name="saved_counts"),
    path("counts/saved/<int:count_id>/", counts.saved, name="saved_count"),
    path("counts/saved/<int:count_id>/end/", counts.end, name="end_count"),
    path("signals/", signals.signals, name="signals"),
    path("signals/<int:signal_id>/", signals.signal, name="signal"),
    path("digest/", digest.digest, name="digest"),
]

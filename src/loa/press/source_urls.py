"""Addresses of the sources."""

from __future__ import annotations

from django.urls import path

from loa.press.views import publishers, sources, sourcing

app_name = "sources"
urlpatterns = [
    path("", sources.list_sources, name="sources"),
    path("new/", sources.add, name="add"),
    path("clip/", sourcing.clip, name="clip"),
    path("nguon-tin.opml", sourcing.give_outlines, name="opml"),
    path("opml/", sourcing.take_outlines, name="take_opml"),
    path("words/", sourcing.list_words, name="words"),
    path("words/new/", sourcing.add_word, name="add_word"),
    path("words/defaults/", sourcing.add_default_words, name="add_default_words"),
    path("words/<int:word_id>/drop/", sourcing.drop_word, name="drop_word"),
    path("publishers/", publishers.list_publishers, name="publishers"),
    path("publishers/new/", publishers.add, name="add_publisher"),
    path("publishers/<int:publisher_id>/", publishers.show, name="publisher"),
    path("publishers/<int:publisher_id>/change/", publishers.change, name="change_publisher"),
    path("publishers/<int:publisher_id>/merge/", publishers.merge, name="merge_publisher"),
    path("publishers/<int:publisher_id>/names/<int:name_id>/drop/", publishers.drop_name, name="drop_name"),
    path("<int:source_id>/", sources.show, name="source"),
    path("<int:source_id>/change/", sources.change, name="change"),
    path("<int:source_id>/pause/", sources.pause, name="pause"),
    path("<int:source_id>/resume/", sources.resume, name="resume"),
    path("<int:source_id>/end/", sources.end, name="end"),
    path("<int:source_id>/fetch/", sources.fetch_now, name="fetch"),
]

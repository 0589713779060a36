"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="suggest"),
    path("synonyms/", views.show_synonyms, name="synonyms"),
    path("synonyms/new/", views.new_synonym, name="new_synonym"),
    path("synonyms/<int:synonym_id>/", views.change_synonym, name="synonym"),
    path("synonyms/<int:synonym_id>/remove/", views.remove_synonym, name="remove_synonym"),
]

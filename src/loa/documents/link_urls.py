"""The short address of a document that was sent, as it is pasted into chat groups."""

from __future__ import annotations

from django.urls import path

from loa.documents.views import link

app_name = "circulation_link"
urlpatterns = [path("<str:token>/", link.open_link, name="open")]

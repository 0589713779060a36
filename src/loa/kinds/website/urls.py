"""The address at which a website account reads its own test back; unlisted and gone after minutes."""

from __future__ import annotations

from django.urls import path

from loa.kinds.website import views

app_name = "website"
urlpatterns = [path("website/<int:account_id>/<str:token>", views.canary, name="canary")]

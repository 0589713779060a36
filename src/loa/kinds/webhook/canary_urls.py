"""The address at which a webhook account's own test arrives."""

from __future__ import annotations

from django.urls import path

from loa.kinds.webhook import canary_views

app_name = "webhook_canary"
urlpatterns = [path("webhook/<int:account_id>/<str:token>", canary_views.arrive, name="arrive")]

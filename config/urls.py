"""Addresses of the site: one include per room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from loa.web.language import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("loa.ops.urls")),
    path("accounts/", include("loa.desk.accounts")),
    path("desk/", include("loa.desk.urls")),
    path("desk/notices/", include("loa.notices.urls")),
    path("desk/", include("loa.delivery.urls")),
    path("desk/bulletins/", include("loa.bulletins.urls")),
    path("desk/newsroom/", include("loa.press.urls")),
    path("desk/newsroom/sources/", include("loa.press.source_urls")),
    path("desk/speakers/", include("loa.speakers.urls")),
    path("device/", include("loa.speakers.device_urls")),
    path("desk/documents/", include("loa.documents.urls")),
    path("desk/work/", include("loa.tasks.work_urls")),
    path("desk/tasks/", include("loa.tasks.urls")),
    path("", include("loa.units.urls")),
    path("desk/", include("loa.clocks.urls")),
    path("desk/audience/", include("loa.audience.urls")),
    path("desk/channels/", include("loa.channels.urls")),
    path("desk/", include("loa.kinds.manual.urls")),
    path("desk/mail/", include("loa.kinds.email.urls")),
    path("desk/webhooks/", include("loa.kinds.webhook.urls")),
    path("canary/", include("loa.kinds.website.urls")),
    path("canary/", include("loa.kinds.webhook.canary_urls")),
    path("desk/press/", include("loa.kinds.press.urls")),
    path("desk/circulation/", include("loa.documents.circulation_urls")),
    path("v/", include("loa.documents.link_urls")),
    path("feeds/", include("loa.kinds.rss.urls")),
    path("cap/", include("loa.kinds.cap.urls")),
    path("", include("loa.files.urls")),
    path("desk/figures/", include("loa.figures.urls")),
    path("search/", include("loa.search.urls")),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("tour/", include("loa.desk.tour.urls")),
    path("", include("loa.portal.urls")),
]

handler400 = "loa.web.errors.bad_request"
handler403 = "loa.web.errors.permission_denied"
handler404 = "loa.web.errors.page_not_found"
handler500 = "loa.web.errors.server_error"

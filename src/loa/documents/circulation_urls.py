"""Addresses of circulation: one's own copies, a document's copies, the matrix."""

from __future__ import annotations

from django.urls import path

from loa.documents.views import circulation as views
from loa.documents.views import matrix, sending, statuses

app_name = "circulation"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("silent/", views.silent, name="silent"),
    path("matrix/", matrix.show, name="matrix"),
    path("matrix/<str:kind>/", matrix.export, name="export"),
    path("of/<int:document_id>/", sending.show, name="show"),
    path("of/<int:document_id>/send/", sending.send, name="send"),
    path("of/<int:document_id>/remind/", sending.remind, name="remind"),
    path("of/<int:document_id>/recall/", sending.recall, name="recall"),
    path("of/<int:document_id>/copies/", sending.copies, name="copies"),
    path("of/<int:document_id>/status/", statuses.take, name="take_status"),
    path("of/<int:document_id>/status/take/", statuses.confirm, name="confirm_status"),
    path("<int:copy_id>/made.<str:ending>/", views.made, name="made"),
    path("<int:copy_id>/status.edxml", statuses.status, name="status"),
    path("<int:copy_id>/", views.copy, name="copy"),
    path("<int:copy_id>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<int:copy_id>/enter/", views.enter, name="enter"),
    path("<int:copy_id>/refuse/", views.refuse, name="refuse"),
    path("<int:copy_id>/accept/", views.take_back_refusal, name="take_back_refusal"),
    path("<int:copy_id>/advance/", views.advance, name="advance"),
    path("<int:copy_id>/recall/", views.answer_recall, name="answer_recall"),
]

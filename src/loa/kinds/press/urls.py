"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from loa.kinds.press.views import newsrooms, questions

app_name = "pressroom"
urlpatterns = [
    path("newsrooms/", newsrooms.list_newsrooms, name="newsrooms"),
    path("newsrooms/new/", newsrooms.register, name="register"),
    path("newsrooms/<int:newsroom_id>/", newsrooms.show, name="newsroom"),
    path("newsrooms/<int:newsroom_id>/change/", newsrooms.change, name="change"),
    path("newsrooms/<int:newsroom_id>/stop/", newsrooms.stop, name="stop"),
    path("newsrooms/<int:newsroom_id>/resume/", newsrooms.resume, name="resume"),
    path("questions/", questions.list_questions, name="questions"),
    path("questions/new/", questions.record, name="record"),
    path("questions/<int:question_id>/", questions.show, name="question"),
    path("questions/<int:question_id>/assign/", questions.assign, name="assign"),
    path("questions/<int:question_id>/answer/", questions.answer, name="answer"),
    path("questions/<int:question_id>/refuse/", questions.refuse, name="refuse"),
]

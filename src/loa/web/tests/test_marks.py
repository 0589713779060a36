"""What is drawn in Python escapes as a template does, and looks as Django draws it."""

from types import SimpleNamespace

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from loa.lib import clock
from loa.web.lists import Column, Empty, ListScreen
from loa.web.lists.rows import drawn_rows
from loa.web.lists.screen import ListView
from loa.web.marks import status_mark, symbol
from loa.web.status import Status

BAD = "<script>alert('1')</script>&\""
SAFE = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;&quot;"


def rows_of(*columns, row):
    screen = ListScreen(key="x", title="x", columns=columns, empty=Empty("x"))
    shown = ListView(screen, RequestFactory().get("/"), given=None)
    shown.page = SimpleNamespace(object_list=[row])
    return drawn_rows(shown, "")


def test_names_links_states_and_titles_of_a_row_are_escaped():
    row = SimpleNamespace(name=BAD, state=Status("ok", BAD), url=f"/x/?{BAD}", at=clock.now(), nothing=None)
    drawn = rows_of(
        Column("name", BAD, url=lambda row: row.url),
        Column("state", BAD),
        Column("at", "x"),
        Column("nothing", "x", numeric=True),
        row=row,
    )
    assert "<script" not in drawn
    assert f'<th scope="row" data-label="{SAFE}"><a href="/x/?{SAFE}">{SAFE}</a></th>' in drawn
    assert f"<span>{SAFE}</span></span></td>" in drawn
    assert "vừa xong)</span></time></td>" in drawn
    assert '<td data-label="x" class="loa-num">–</td></tr>' in drawn


@pytest.mark.parametrize("first", [mark_safe, str])
def test_a_text_marked_safe_never_lends_its_drawing_to_a_plain_one(first):
    text = f"<b>{first.__name__}</b>"
    second = str if first is mark_safe else mark_safe
    drawn = {
        way.__name__: (symbol("x", way(text)), status_mark(Status("ok", way(text))))
        for way in (first, second)
    }
    assert all("<b>" in mark for mark in drawn["mark_safe"])
    assert all("<b>" not in mark and "&lt;b&gt;" in mark for mark in drawn["str"])


@pytest.mark.parametrize("chosen", ["", "b", BAD])
def test_a_choice_is_drawn_as_django_draws_it(chosen):
    choices = [("", "Tất cả"), ("b", BAD), ("Nhóm <1>", [(BAD, "Một"), (3, mark_safe("<i>Hai</i>"))])]
    for widget in (forms.Select(choices=choices), forms.SelectMultiple(choices=choices)):
        given = {"name": "w", "value": [chosen], "attrs": {"class": "form-select", "required": True}}
        ours, theirs = (widget.render(**given, renderer=way()) for way in (TemplatesSetting, DjangoTemplates))
        assert ours == theirs

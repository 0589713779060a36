"""Topics are a fixed public list that every installation has, named in the reader's language."""

import pytest
from django.utils import translation

from loa.bulletins.models import Template
from loa.units.models import Topic
from loa.units.queries import topics

pytestmark = pytest.mark.django_db


def test_every_installation_has_the_list_and_every_prepared_message_its_topic():
    codes = set(topics().values_list("code", flat=True))
    assert len(codes) >= 10
    assert set(Template.objects.values_list("topic_code", flat=True)) <= codes


def test_a_topic_is_named_in_the_readers_language():
    topic = Topic.objects.get(code="utilities")
    assert str(topic) == "Điện, nước"
    with translation.override("en"):
        assert str(topic) == "Power and water"


def test_residents_choose_in_their_own_language(client):
    assert "Thủ tục hành chính" in client.get("/subscribe/").content.decode()
    client.cookies["django_language"] = "en"
    page = client.get("/subscribe/").content.decode()
    assert "Public procedures" in page
    assert "Thủ tục hành chính" not in page

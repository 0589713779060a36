"""The made-up items and questions of the bench are what they say."""

from loa.finding.constructed import bare, documents, late, queries
from loa.lib.text import place_tones


def test_every_question_has_its_item_and_four_forms():
    keys = {doc.key for doc in documents()}
    asked = queries()
    assert {query["id"] for query in asked} == keys
    assert all(query["q_nodiac"].isascii() for query in asked)
    assert all(place_tones(query["q_tone_swap"]) == place_tones(query["q"]) for query in asked)
    assert any(query["q_tone_swap"] != query["q"] for query in asked)


def test_marks_go_and_tones_move():
    assert bare("Đường Hòa Bình") == "Duong Hoa Binh"
    assert late("hòa thúy quý toàn") == "hoà thuý quý toàn"

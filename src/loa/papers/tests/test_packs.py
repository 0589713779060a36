"""Rule packs: data with versions, days and sources; a broken one says where."""

from datetime import date
from pathlib import Path

import pytest

from loa.papers import packs
from loa.papers.packs import BadPack, get_pack, list_packs, pack_for, read_pack

STATE = (Path(packs.__file__).parent / "nd30-2020.toml").read_text()


def test_there_is_a_pack_for_each_form_and_the_newest_stands_for_it():
    assert {pack.form for pack in list_packs()} == {"state", "party"}
    assert get_pack("state").id == "nd30-2020"
    assert get_pack("party").id == "hd05-2026"
    with pytest.raises(packs.loading.NoPack, match="hd36-2018"):
        get_pack("nd110")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2017, 1, 1), "hd36-2018"),
        (date(2026, 5, 26), "hd36-2018"),
        (date(2026, 5, 27), "hd05-2026"),
        (None, "hd05-2026"),
    ],
)
def test_the_pack_of_a_day_is_the_one_that_was_in_force(day, name):
    assert pack_for("party", day).id == name


def test_what_was_read_at_the_source_and_what_was_not_is_kept_apart():
    state, party = get_pack("nd30-2020").rules, get_pack("hd36-2018").rules
    assert {name for name, rule in state.items() if rule.verified} == {
        "page.size", "page.orientation", "page.margins", "page.number", "font.family", "font.encoding", "font.colour",
    }  # fmt: skip
    assert party["part.name"].verified
    assert not party["page.margins"].verified
    assert not any(rule.verified for rule in get_pack("hd05-2026").rules.values())
    assert all(rule.clause.startswith("Phụ lục I") for rule in state.values())


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ('form = "state"', 'form = "union"', "form"),
        ("width = 210", 'width = "wide"', "page.width"),
        ("top = [20, 25]", "top = [25, 20]", "page.top"),
        ("left = [30, 35]", "", "page.left"),
        ("motto = { sizes = [13, 14], made = 13", "motto = { sizes = [13, 14], made = 15", "looks.motto.made"),
        ("made = 13, bold = true, italic = false }", "made = 13, bold = 1, italic = false }", "looks.motto.bold"),
        ("number_form = 'Số", "number_form = '(Số", "words.number_form"),
        ("in_force = 2020-03-05", 'in_force = "2020"', "in_force"),
        ('mục I.1", verified = true, must', 'mục I.1", must', "rules.page.size.verified"),
        ('names = [\n  "Nghị quyết"', "names = [\n  1", "kinds.names"),
    ],
)  # fmt: skip
def test_a_broken_pack_says_where(old, new, entry):
    assert old in STATE
    with pytest.raises(BadPack) as refused:
        read_pack(STATE.replace(old, new, 1).encode(), "ours.toml")
    assert refused.value.facts == {"file": "ours.toml", "entry": entry}
    assert f"“{entry}”" in str(refused.value)


@pytest.mark.parametrize("data", [b"\xff", b"= 1", STATE.encode()[:400]])
def test_a_file_that_is_no_pack_is_refused(data):
    with pytest.raises(BadPack, match=r"ours\.toml"):
        read_pack(data, "ours.toml")

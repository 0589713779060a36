"""Neighbours as they are written, codes as they are typed, the broker's digest."""

from __future__ import annotations

from datetime import time

import pytest

from loa.lib.codes import BadCode
from loa.speakers.rules.broker import broker_digest, is_password, new_password
from loa.speakers.rules.codes import code_digest, fresh_code, fresh_name
from loa.speakers.rules.health import ORDER, SHAPES
from loa.speakers.rules.neighbours import Near, read_cell, write_cell
from loa.speakers.rules.words import Health, NeighbourKind

BY_MOSQUITTO = "$7$101$y85zTI7/P4n1/5RZ$se9+xViJ20IUcnImQhckb7oWFwwaDu6mtSWJ+hre/bG4/KY2cwjecDyWVogD4zvaV+WUIuTWNs6ABGCFkavYag=="


def test_what_mosquitto_writes_is_read_and_what_we_write_has_its_form() -> None:
    assert is_password("loa-phuong-sau", BY_MOSQUITTO)
    assert not is_password("loa-phuong-bay", BY_MOSQUITTO)
    password = new_password()
    digest = broker_digest(password)
    assert is_password(password, digest)
    assert password not in digest
    assert [len(part) for part in digest.split("$")] == [len(part) for part in BY_MOSQUITTO.split("$")]
    assert not is_password("", "")


def test_neighbours_are_written_as_they_are_read() -> None:
    nears = [
        Near(NeighbourKind.SCHOOL, "THCS Láng Hạ", time(7), time(11, 30), (1, 2, 5)),
        Near(NeighbourKind.HOSPITAL, "Trạm y tế"),
        Near(NeighbourKind.OTHER, "Đình làng", time(22), time(5)),
    ]
    cell = write_cell(nears)
    assert "trường học: THCS Láng Hạ (07:00–11:30, T2 T3 T6)" in cell
    assert read_cell(cell) == nears


def test_a_cell_typed_by_hand_is_understood_and_nonsense_is_not() -> None:
    (near,) = read_cell("Truong hoc:  Tiểu học Thịnh Quang (7h00-11h30, t2 cn)")
    assert (near.kind, near.quiet_from, near.weekdays) == (NeighbourKind.SCHOOL, time(7), (1, 7))
    (bare,) = read_cell("Chùa Láng")
    assert (bare.kind, bare.name) == (NeighbourKind.OTHER, "Chùa Láng")
    for wrong in ("quán phở: Thìn", "trường học: A (25:00–26:00)", "A (7h)", "A (07:00–08:00, T9)"):
        with pytest.raises(ValueError, match=r"."):
            read_cell(wrong)


def test_a_code_may_be_typed_carelessly_but_not_wrongly() -> None:
    code = fresh_code()
    assert code_digest(code.lower().replace("-", " ")) == code_digest(code)
    swapped = code[:-1] + ("A" if code[-1] != "A" else "B")
    with pytest.raises(BadCode):
        code_digest(swapped)
    assert fresh_name() != fresh_name()
    assert fresh_name().isascii()


def test_every_state_has_a_place_in_the_order_and_a_shape() -> None:
    assert set(ORDER) == set(Health) == set(SHAPES)

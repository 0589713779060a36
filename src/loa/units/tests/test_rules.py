"""Pure rules: sorting and folding of names, what may be delegated, how a signature begins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from loa.units.models import Role
from loa.units.permissions import Permission
from loa.units.rules import (
    ROLE_PERMISSIONS,
    delegable,
    fold_unit,
    needs_second_factor,
    signing_titles,
    sort_key,
)


def test_names_sort_syllable_by_syllable_with_vietnamese_letters() -> None:
    names = ["Đống Đa", "Bạch Mai", "Dịch Vọng", "Ba Đình", "Ba Vì", "Ân Thi", "An Khánh", "Ăn Mày"]
    expected = ["An Khánh", "Ăn Mày", "Ân Thi", "Ba Đình", "Ba Vì", "Bạch Mai", "Dịch Vọng", "Đống Đa"]
    assert sorted(names, key=sort_key) == expected


def test_folding_joins_what_there_is() -> None:
    assert fold_unit("Phường", "Đội  Cấn", "") == "phuong doi can"


def test_every_role_has_rights_and_everyone_sees_the_units() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert all(Permission.UNITS_READ in rights for rights in ROLE_PERMISSIONS.values())


def test_naming_people_is_never_delegated() -> None:
    assert delegable({Permission.PEOPLE_MANAGE, Permission.BULLETINS_RELEASE}) == {
        Permission.BULLETINS_RELEASE
    }


def test_those_who_release_or_name_people_need_a_second_factor() -> None:
    assert needs_second_factor(ROLE_PERMISSIONS[Role.APPROVER])
    assert needs_second_factor(ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    assert needs_second_factor({Permission.PEOPLE_CONFIRM}), "the second person of a reset"
    assert needs_second_factor({Permission.BULLETINS_COUNTERSIGN})
    assert not needs_second_factor(ROLE_PERMISSIONS[Role.WARD_OFFICER])


@pytest.mark.parametrize(
    ("kind", "deputy", "lines"),
    [
        ("tm", False, ("TM. Chủ tịch", "Phó Chủ tịch")),
        ("tl", False, ("TL. Chủ tịch", "Phó Chủ tịch")),
        ("tuq", True, ("TUQ. Chủ tịch", "Phó Chủ tịch")),
        (None, True, ("KT. Thủ trưởng", "Phó Chủ tịch")),
        (None, False, ("Phó Chủ tịch",)),
    ],
)
def test_a_signature_begins_with_its_authority(
    kind: str | None, deputy: bool, lines: tuple[str, ...]
) -> None:
    assert signing_titles("Phó Chủ tịch", kind=kind, giver_title="Chủ tịch", is_acting_deputy=deputy) == lines


def test_the_page_of_permissions_says_what_the_roles_hold() -> None:
    page = (Path(settings.ROOT) / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z:]+)` \| [^|]+ \| ([^|]+) \|$", page, flags=re.MULTILINE)
    written = {right: {role.strip().replace(" ", "_") for role in roles.split(",")} for right, roles in rows}
    held = {
        right.value: {role.value for role, rights in ROLE_PERMISSIONS.items() if right in rights}
        for right in Permission
    }
    assert written == held

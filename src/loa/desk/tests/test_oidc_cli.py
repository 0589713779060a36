"""`loa oidc check`: the posts that would result, said before anybody signs in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from loa.desk.oidc.cli import oidc
from loa.units import actions
from loa.units.models import Post, Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(world: World, tmp_path: Path) -> tuple[str, str]:
    rule = {"value": "p/bien-tap", "body": world.ward_a.code, "role": "editor", "title": "Biên tập viên"}
    gone = rule | {"value": "p/cu", "body": "KHONG-CON"}
    claims, mapping = tmp_path / "claims.json", tmp_path / "map.json"
    claims.write_text(json.dumps({"sub": "a", "groups": ["p/bien-tap", "la"]}))
    mapping.write_text(json.dumps({"claim": "groups", "post": [rule, gone]}))
    return str(claims), str(mapping)


def test_it_says_which_posts_would_result_and_why_and_changes_nothing(
    world: World, files: tuple[str, str]
) -> None:
    person = world.clerk.person
    actions.open_post(
        actor=world.admin, person=person, body=world.city, role=Role.EDITOR, title="Cũ", claim="p/khac"
    )
    before = Post.objects.count()
    asked = ["check", files[0], "--map", files[1], "--person", person.email, "--json"]
    answer = CliRunner().invoke(oidc, asked)
    found = json.loads(answer.output)
    assert (answer.exit_code, Post.objects.count()) == (0, before)
    code = world.ward_a.code
    assert found["posts"] == [
        {
            "body": code,
            "role": "editor",
            "title": "Biên tập viên",
            "because": "groups contains p/bien-tap",
        }
    ]
    assert found["would_open"] == [f"editor @ {code}"]
    assert found["would_end"] == [f"editor @ {world.city.code} (p/khac)"]
    assert found["stays"] == [f"clerk @ {world.clerk.body.code}"]
    assert found["unknown"] == ["la"]


def test_a_group_of_a_body_that_does_not_stand_is_named_and_fails(files: tuple[str, str]) -> None:
    Path(files[0]).write_text(json.dumps({"groups": ["p/cu"]}))
    answer = CliRunner().invoke(oidc, ["check", files[0], "--map", files[1]])
    assert answer.exit_code == 1
    assert "no posts" in answer.output
    assert "no_such_body: p/cu → KHONG-CON" in answer.output


def test_a_mapping_that_cannot_be_read_is_said_with_its_place(files: tuple[str, str]) -> None:
    Path(files[1]).write_text('{"claim": "groups", "post": [{}]}')
    answer = CliRunner().invoke(oidc, ["check", files[0], "--map", files[1]])
    assert answer.exit_code == 2
    assert "post 1: give exactly value, body, role and title" in answer.output

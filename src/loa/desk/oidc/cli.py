"""`loa oidc`: what a sign-in would do to posts, before anybody signs in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from loa.desk.oidc.mapping import read_file
from loa.units.actions import plan_of
from loa.units.models import Person
from loa.units.rules.claims import BadClaimMap, ClaimMap, posts_of

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def oidc() -> None:
    """Look after signing in by the city's own provider."""


@oidc.command()
@click.argument("claims", type=_FILE)
@click.option("--map", "mapping", type=_FILE, help="The mapping to try; by default that of LOA_OIDC_CLAIMS.")
@click.option("--person", "email", help="Whose posts to compare with, by the address of signing in.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(claims: Path, mapping: Path | None, email: str | None, as_json: bool) -> None:
    """Say which posts would result from CLAIMS, a JSON file of one account's claims, and why. Changes nothing.

    It exits with 1 where a group is mapped to a body that does not stand.
    """
    found = _preview(_claims(claims), _map(mapping), _person(email))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found)))
    raise SystemExit(1 if found["no_such_body"] else 0)


def _preview(claims: dict[str, Any], known: ClaimMap, person: Person | None) -> dict[str, Any]:
    claimed = posts_of(claims, known)
    plan = plan_of(person, claimed)
    return {
        "claim": known.claim,
        "posts": [
            {
                "body": rule.body,
                "role": rule.role.value,
                "title": rule.title,
                "because": f"{known.claim} contains {rule.value}",
            }
            for rule in claimed.posts
            if rule not in plan.no_such_body
        ],
        "would_open": [f"{rule.role.value} @ {body.code}" for body, rule in plan.opening],
        "would_end": [f"{post.role} @ {post.body.code} ({post.claim})" for post in plan.ending],
        "stays": [f"{post.role} @ {post.body.code}" for post in plan.standing],
        "unknown": list(claimed.unknown),
        "no_such_body": [f"{rule.value} → {rule.body}" for rule in plan.no_such_body],
    }


def _lines(found: dict[str, Any]) -> list[str]:
    posts = [
        f"post: {p['role']} @ {p['body']} “{p['title']}”, because {p['because']}" for p in found["posts"]
    ]
    names = ("would_open", "would_end", "stays", "unknown", "no_such_body")
    return [*(posts or ["no posts"]), *(f"{name}: {', '.join(found[name])}" for name in names if found[name])]


def _claims(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.BadParameter(f"{path.name} is no JSON: {error}") from error
    if not isinstance(read, dict):
        raise click.BadParameter(f"{path.name} must hold one object of claims")
    return read


def _map(path: Path | None) -> ClaimMap:
    place = path or (Path(settings.OIDC_CLAIMS) if settings.OIDC_CLAIMS else None)
    if place is None:
        raise click.BadParameter("no mapping: set LOA_OIDC_CLAIMS or give --map FILE")
    try:
        return read_file(place)
    except (OSError, BadClaimMap) as error:
        raise click.BadParameter(str(error)) from error


def _person(email: str | None) -> Person | None:
    if email is None:
        return None
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        raise click.BadParameter(f"nobody signs in as {email}")
    return person

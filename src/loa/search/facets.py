"""The facets of an answer as a screen shows them: values with the address that narrows to each, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.search.forms import address_of
from loa.search.queries import Answer, Question, name_of
from loa.units.access import Who

_SHOWN = 8
TITLES: dict[str, str | Promise] = {
    "kind": _("Loại"),
    "source": _("Nguồn, cơ quan"),
    "topic": _("Chủ đề"),
    "area": _("Địa bàn"),
    "year": _("Năm"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that the answer can be narrowed to."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow an answer; where not all hits were counted, its counts are the least that there are."""

    key: str
    title: str | Promise
    choices: list[Choice]
    at_least: bool = False

    @property
    def first(self) -> list[Choice]:
        """Return the values that are shown at once."""
        return self.choices[:_SHOWN]

    @property
    def others(self) -> list[Choice]:
        """Return the values that are shown when asked for."""
        return self.choices[_SHOWN:]


@dataclass(frozen=True, slots=True)
class Chip:
    """What the question was narrowed to, with the address that takes it off."""

    title: str | Promise
    name: str
    url: str


def facets_of(answer: Answer) -> Iterator[Facet]:
    """Yield the facets by which the answer can still be narrowed."""
    for key, title in TITLES.items():
        if key not in answer.question.chosen:
            choices = [
                Choice(value.name, value.count, _address(answer.question, key, value.key, value.name))
                for value in answer.facets.get(key, [])
            ]
            if choices:
                yield Facet(key, title, choices, answer.is_more)


def _address(question: Question, facet: str, key: str, name: str) -> str:
    """Return the address narrowed to a value; an area by its name, as somebody would type it."""
    return address_of(question, **{facet: name if facet == "area" else key})


def chips_of(actor: Who, answer: Answer) -> Iterator[Chip]:
    """Yield what the question was narrowed to, named as the answer names it or as the actor may know it."""
    question = answer.question
    for key, value in question.chosen.items():
        told = {given.key: given.name for given in answer.facets.get(key, [])}
        name = told[value] if value in told else name_of(actor, key, value)
        yield Chip(TITLES[key], name, address_of(question, **{key: ""}))
    if question.area:
        yield Chip(TITLES["area"], question.area, address_of(question, area=""))

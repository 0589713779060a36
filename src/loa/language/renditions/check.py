"""The check of one rendition against the locked facts of its core message.

It must not decide whether a marked place may stay: a person does that, by name and with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from loa.language.facts import AMOUNT, DATE, KINDS, PHONE, PLACE, TIME, Fact
from loa.language.facts.english import find_english_facts
from loa.language.facts.finder import find_all
from loa.language.facts.model import split_weekday
from loa.language.facts.patterns import is_bare
from loa.language.renditions import agree as rules
from loa.language.renditions import kept
from loa.language.renditions.context import Sentences, swapped_pairs
from loa.lib.said import say
from loa.lib.text import nfc

MISSING: Final = "missing"
CHANGED: Final = "changed"
CONTRADICTING: Final = "contradicting"
ADDED: Final = "added"
STOP: Final = "stop"
NOTE: Final = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: `start` and `end` in characters of the rendition, None where something is missing.

    `kind` is missing, changed, contradicting or added; `severity` is stop or note; `message` is Vietnamese.
    """

    kind: str
    fact: Fact | None
    found: Fact | None
    severity: str
    message: str

    @property
    def start(self) -> int | None:
        """Where the marked place begins."""
        return self.found.start if self.found else None

    @property
    def end(self) -> int | None:
        """Where the marked place ends."""
        return self.found.end if self.found else None

    @property
    def found_text(self) -> str:
        """The words of the marked place."""
        return self.found.text if self.found else ""


@dataclass(slots=True)
class _Check:
    """The state of one comparison: what is locked, what was found, what is still unexplained."""

    locked: list[Fact]
    found: list[Fact]
    unsure: list[Fact]
    core: str
    rendition: str
    language: str
    required: Collection[str]
    bare: bool

    def matches(self, locked: Fact) -> list[Fact]:
        """Return the found facts that agree with a locked one."""
        return [fact for fact in self.found if rules.agree(locked, fact, bare=self.bare)]

    def is_kept(self, locked: Fact) -> bool:
        """Tell whether the rendition says what is locked."""
        if self.matches(locked) or any(rules.agree(locked, fact, bare=self.bare) for fact in self.unsure):
            return True
        if self.language == "en":
            return kept.is_kept_in_english(locked, self.rendition, self.found, self.locked)
        if locked.kind == PHONE:
            return kept.stands_free(locked.value, self.rendition, self.found)
        if locked.kind == AMOUNT:
            return kept.is_counted_so(locked, self.core, self.rendition, self.found)
        if locked.kind == PLACE:
            taken = [
                fact for other in self.locked if other.value != locked.value for fact in self.matches(other)
            ]
            return rules.is_written(locked, self.rendition, taken, bare=self.bare)
        return locked.kind == TIME and rules.is_part_of_day(locked.value) and self._part_is_kept(locked)

    def _part_is_kept(self, locked: Fact) -> bool:
        times = [fact for fact in self.found if fact.kind == TIME]
        if any(rules.is_part_of_day(fact.value) for fact in times):
            return False
        return any(rules.part_holds(locked.value, fact.value) for fact in times)

    def is_explained(self, fact: Fact) -> bool:
        """Tell whether a found fact repeats or only paraphrases locked ones."""
        if any(rules.agree(locked, fact, bare=self.bare) for locked in self.locked):
            return True
        if fact.kind == DATE and rules.lies_within(fact, self.locked):
            return True
        if fact.kind == TIME and rules.is_part_of_day(fact.value):
            clocks = [f.value for f in self.locked if f.kind == TIME and not rules.is_part_of_day(f.value)]
            return any(rules.part_holds(fact.value, clock) for clock in clocks)
        return fact.kind == PLACE and any(
            f" {rules.place_key(fact.value)} " in f" {rules.place_key(f.value)} "
            for f in self.locked
            if f.kind == PLACE
        )


def _missing(fact: Fact) -> Problem:
    message = say("{label}: thiếu thông tin khóa “{fact}”.", label=fact.label, fact=fact.text)
    return Problem(MISSING, fact, None, STOP, message)


def _changed(fact: Fact, found: Fact) -> Problem:
    message = say(
        "{label}: bản này ghi “{found}”, thông tin khóa là “{fact}”.",
        label=fact.label,
        found=found.text,
        fact=fact.text,
    )
    return Problem(CHANGED, fact, found, STOP, message)


def _distance(locked: Fact, found: Fact) -> tuple[int, int]:
    alike = sum(a == b for a, b in zip(locked.value, found.value, strict=False))
    return (0 if rules.is_near(locked, found) else 1, -alike)


def _lost(check: _Check, extras: list[Fact]) -> list[Problem]:
    """Report every locked fact that the rendition does not keep, beside the value that took its place."""
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for fact in check.locked:
        if (fact.kind, fact.value) in seen or check.is_kept(fact):
            continue
        seen.add((fact.kind, fact.value))
        rivals = [extra for extra in extras if rules.same_sort(fact, extra)]
        if rivals:
            rival = min(rivals, key=lambda extra: _distance(fact, extra))
            extras.remove(rival)
            problems.append(_changed(fact, rival))
        elif fact.kind in check.required:
            problems.append(_missing(fact))
    return problems


def _edges(check: _Check) -> list[Problem]:
    """Report a range whose beginning became its end."""
    problems = []
    for fact in check.locked:
        found = [match for match in check.matches(fact) if match.edge]
        if fact.edge and found and all(match.edge != fact.edge for match in found):
            problems.append(_changed(fact, found[0]))
    return problems


def _calendar(check: _Check) -> list[Problem]:
    """Report a date whose named weekday is not the one of the calendar."""
    problems = []
    for found in check.found:
        locked = next((f for f in check.locked if f.kind == found.kind and rules.agree(f, found)), None)
        right = rules.wrong_weekday(found.value, year=rules.year_of(locked.value) if locked else "")
        if right and not (locked and split_weekday(locked.value)[1]):
            message = say(
                "“{found}”: ngày này trong lịch là {weekday}. Hãy sửa thứ hoặc ngày.",
                found=found.text,
                weekday=right,
            )
            problems.append(Problem(CONTRADICTING, locked, found, STOP, message))
    return problems


def _extra(check: _Check, sentences: Sentences, found: Fact) -> Problem:
    """Judge a fact that is not in the core message: a local line is a note, a rival value a stop."""
    for fact in check.locked:
        if rules.is_near(fact, found) or (rules.same_sort(fact, found) and sentences.rival(fact, found)):
            message = say("“{found}” trái với thông tin khóa “{fact}”.", found=found.text, fact=fact.text)
            return Problem(CONTRADICTING, fact, found, STOP, message)
    message = say(
        "{label}: có thêm “{found}”, không có trong thông điệp chính.", label=found.label, found=found.text
    )
    return Problem(ADDED, None, found, NOTE, message)


def _swaps(check: _Check, core: str) -> list[Problem]:
    matched = [(fact, found[0]) for fact in check.locked if (found := check.matches(fact))]
    return [_changed(fact, found) for fact, found in swapped_pairs(matched, core, check.rendition)]


def check_rendition(
    locked: Sequence[Fact],
    rendition: str,
    *,
    core: str = "",
    language: str = "vi",
    required: Collection[str] | None = None,
) -> list[Problem]:
    """Compare a rendition with the locked facts and list what is missing, changed, contradicting or added.

    1. Every locked fact must be said, in any wording with the same value; `required` narrows the kinds that may not
       be left out (a short channel), but a changed value is always a stop.
    2. A range must keep its ends, facts must keep what they belong to, a weekday must fit the calendar.
    3. What is new is a note, unless it rivals a locked fact.

    `core` is the text of the core message; with it, swaps and rival values are seen more sharply.
    """
    text = nfc(rendition)
    bare = language == "vi" and is_bare(text)
    everything = find_english_facts(text) if language == "en" else find_all(text)
    check = _Check(
        locked=list(locked),
        found=[fact for fact in everything if fact.sure],
        unsure=[fact for fact in everything if not fact.sure],
        core=core,
        rendition=text,
        language=language,
        required=KINDS if required is None else required,
        bare=bare,
    )
    extras = [fact for fact in check.found if not check.is_explained(fact)]
    sentences = Sentences(core, check.locked, text, check.found)
    problems = _lost(check, extras) + _edges(check) + _calendar(check) + _swaps(check, core)
    marked = {(problem.start, problem.end) for problem in problems}
    problems += [_extra(check, sentences, fact) for fact in extras if (fact.start, fact.end) not in marked]
    return sorted(
        problems, key=lambda problem: (problem.severity == NOTE, problem.start is None, problem.start or 0)
    )

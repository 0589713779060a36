"""The comparison of a paste with what was issued.

It must not say who is right: it tells our words from others', and what was done to ours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa.language.copies.added import foreign_codes, foreign_links, is_own_link, new_facts
from loa.language.copies.edits import Edit, edits, hides_a_limit, quoted, says_the_same, turns_round
from loa.language.copies.frame import heads, is_frame, is_number_of_a_list, is_polite
from loa.language.copies.model import Comparison, Original, Piece, Sort, Standing
from loa.language.copies.runs import Run, gaps, places_of, runs_between
from loa.language.copies.words import Reading, Word, read
from loa.lib.said import say

FEWEST: Final = 8
"""Words in a row below which nothing is called ours."""
SHORT_TITLE: Final = 5
LEAST: Final = 0.25
HALF: Final = 0.5
THIRD: Final = 1 / 3
MOST_GLUED: Final = 3
MOST_CHANGES: Final = 12
FARTHEST: Final = 60
"""Words of a torn sentence of ours that are looked at."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of ours in the paste and the original it comes from."""

    run: Run
    of: int


@dataclass(slots=True)
class _Work:
    """One comparison on its way."""

    paste: Reading
    originals: Sequence[Original]
    read: Sequence[Reading]
    hosts: Collection[str]
    sorts: list[Sort]
    own: frozenset[str] = frozenset()
    parts: list[_Part] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    touched: bool = False

    def note(self, edit: Edit, of: int, *, next_to: int, moved: bool) -> None:
        """Judge one edit and mark its words; `moved` where the sentence both lost words and got others."""
        ours, words = self.read[of], self.paste.words
        if says_the_same(words, ours.words, edit):
            self.mark(edit.start, edit.end, Sort.OURS)
            return
        if edit.ours == edit.ours_end and self.is_beside(edit, next_to):
            self.mark(edit.start, edit.end, Sort.FRAME)
            return
        altered = moved or turns_round(words, ours.words, edit, next_to=next_to)
        self.mark(edit.start, edit.end, Sort.ALTERED if altered else Sort.FOREIGN)
        self.touched = True
        if altered:
            found = quoted(self.paste, edit.start, edit.end)
            wanted = quoted(ours, edit.ours, edit.ours_end)
            self.changes.append(
                say("Bản này ghi “{found}”, bản phát hành ghi “{ours}”.", found=found, ours=wanted)
            )

    def is_beside(self, edit: Edit, next_to: int) -> bool:
        """Say whether what was put in only greets; inside a sentence of ours it may not even name our own words."""
        passage = self.paste.words[edit.start : edit.end]
        if not next_to:
            return is_polite(passage)
        numbers_it = self.paste.ends_after(edit.start - 1) and is_number_of_a_list(passage)
        return numbers_it or is_frame(passage, self.own)

    def mark(self, start: int, end: int, sort: Sort) -> None:
        """Say of the words what they are."""
        self.sorts[start:end] = [sort] * (end - start)


def compare_copy(
    paste: str, originals: Sequence[Original], *, hosts: Collection[str] = frozenset()
) -> Comparison:
    """Tell which words of a paste were issued, which were altered and which were put beside them.

    1. Runs of four words and more are matched, to the original with most of them, then to two others.
    2. Between runs, what was put in, left out or replaced is judged word by word; whole sentences may be left out.
    3. Beside ours only a frame may stand (greetings, "chuyển tiếp", issuer and source); `hosts` are our own sites.

    CHANGED: a word, number, code, link or fact of ours was altered or put in. PARTLY: other words stand beside ours.
    """
    reading = read(paste)
    reading = reading.without(list(heads(reading.text)))
    work = _Work(
        reading, originals, [read(o.whole) for o in originals], hosts, [Sort.FOREIGN] * len(reading.words)
    )
    work.parts = _parts(work)
    if not _is_ours(work):
        return Comparison(Standing.NONE)
    work.own = _own_words(work)
    for part in work.parts:
        work.mark(part.run.start, part.run.end, Sort.OURS)
    _judge_gaps(work)
    _judge_order(work)
    _judge_added(work)
    return _outcome(work)


def _parts(work: _Work) -> list[_Part]:
    """Return the runs of the original with most words in the paste, then of others where it has none."""
    words = work.paste.words
    found = [runs_between(words, ours.words, places_of(ours.words)) for ours in work.read]
    order = sorted(range(len(found)), key=lambda of: (-_length(found[of]), len(found[of]), of))
    parts: list[_Part] = []
    for of in order:
        free = [run for run in found[of] if not any(_overlap(run, part.run) for part in parts)]
        if parts:
            free = [run for run in free if run.end - run.start >= FEWEST]
        if free and len({part.of for part in parts} | {of}) <= MOST_GLUED:
            parts += [_Part(run, of) for run in free]
    return sorted(parts, key=lambda part: part.run.start)


def _is_ours(work: _Work) -> bool:
    """Say whether enough is ours to speak of a copy: a fair part of the paste, or most of an original."""
    ours = _length([part.run for part in work.parts])
    if not work.parts:
        return False
    best = _most(work)
    of_it = _length([part.run for part in work.parts if part.of == best])
    titled = any(_holds_the_title(work, part) for part in work.parts)
    enough = ours >= FEWEST or titled
    return enough and (ours >= LEAST * len(work.paste.words) or of_it >= HALF * len(work.read[best].words))


def _holds_the_title(work: _Work, part: _Part) -> bool:
    title = len(read(work.originals[part.of].title).words)
    return part.run.ours == 0 and part.run.ours_end >= max(title, SHORT_TITLE)


def _judge_gaps(work: _Work) -> None:
    by_run = {id(part.run): part for part in work.parts}
    runs = [part.run for part in work.parts]
    for before, after, first, last in gaps(runs, len(work.paste.words)):
        _judge_gap(
            work,
            by_run[id(before)] if before else None,
            by_run[id(after)] if after else None,
            first,
            last,
        )


def _judge_gap(work: _Work, before: _Part | None, after: _Part | None, first: int, last: int) -> None:
    """Judge what stands between two runs, and what the original has there."""
    if before and after and _one_sentence(work, before, after):
        work_on = Edit(first, last, before.run.ours_end, after.run.ours)
        _note_all(work, work_on, before.of)
        return
    if (
        before
        and after is None
        and _is_torn(work.paste.words[first:last], work.read[before.of], before.run.ours_end)
    ):
        work.mark(first, last, Sort.FRAME)
        first = last
    lead = _lead_end(work, first, last) if before else first
    trail = max(lead, _trail_start(work, first, last)) if after else last
    if before and after and lead == last and first < last:
        trail = last  # one passage touches both: it counts with the sentence before it
    if before:
        _note_tail(work, before, first, lead, is_last=after is None)
    if after:
        _note_head(work, after, trail, last, is_first=before is None)
    _judge_passages(work, lead, trail)


def _one_sentence(work: _Work, before: _Part, after: _Part) -> bool:
    if before.of != after.of or after.run.ours < before.run.ours_end:
        return False
    return work.read[before.of].sentence_end(before.run.ours_end - 1) > after.run.ours


def _note_all(work: _Work, whole: Edit, of: int, *, next_to: int = 0) -> None:
    """Mark the stretch as ours and note every edit in it."""
    if whole.ours < whole.ours_end:
        work.mark(whole.start, whole.end, Sort.OURS)
    found = list(edits(work.paste.words, work.read[of].words, whole))
    moved = any(e.start == e.end for e in found) and any(e.ours == e.ours_end for e in found)
    for edit in found:
        work.note(edit, of, next_to=next_to, moved=moved)


def _note_tail(work: _Work, part: _Part, start: int, end: int, *, is_last: bool) -> None:
    """Judge the rest of the sentence that a run stops in; a text may be cut at its very end."""
    ours, stop = work.read[part.of], part.run.ours_end
    rest = Edit(start, end, stop, min(ours.sentence_end(stop - 1), stop + FARTHEST))
    given = work.paste.words[start:end]
    is_cut = is_last and (start == end or is_frame(given, work.own) or _is_torn(given, ours, stop))
    if is_cut:
        work.mark(start, end, Sort.FRAME)
        work.touched |= hides_a_limit(ours.words[stop : rest.ours_end])
        return
    _note_all(work, rest, part.of, next_to=-1)


def _is_torn(given: Sequence[Word], ours: Reading, place: int) -> bool:
    """Say whether the paste ends in the middle of our word."""
    return len(given) == 1 and place < len(ours.words) and ours.words[place].plain.startswith(given[0].plain)


def _note_head(work: _Work, part: _Part, start: int, end: int, *, is_first: bool) -> None:
    """Judge the beginning of the sentence that a run starts in; a text may begin in the middle of one."""
    ours, begin = work.read[part.of], part.run.ours
    head = Edit(start, end, max(ours.sentence_start(begin), begin - FARTHEST), begin)
    is_cut = is_first and (start == end or is_frame(work.paste.words[start:end], work.own))
    if is_cut and not hides_a_limit(ours.words[head.ours : begin]):
        work.mark(start, end, Sort.FRAME)
        return
    _note_all(work, head, part.of, next_to=1)


def _lead_end(work: _Work, first: int, last: int) -> int:
    """Return the end of what is tied to the run before: nothing, when the paste ends a sentence there."""
    if first == last or work.paste.ends_after(first - 1):
        return first
    return min(work.paste.sentence_end(first), last)


def _trail_start(work: _Work, first: int, last: int) -> int:
    if first == last or work.paste.ends_after(last - 1):
        return last
    return max(work.paste.sentence_start(last - 1), first)


def _judge_passages(work: _Work, first: int, last: int) -> None:
    """Tell greetings and footers, sentence by sentence, from other people's sentences."""
    at = first
    while at < last:
        end = min(work.paste.sentence_end(at), last)
        if is_frame(work.paste.words[at:end], work.own):
            work.mark(at, end, Sort.FRAME)
        at = end


def _judge_order(work: _Work) -> None:
    """Notice sentences of one original in another order; the whole may begin again."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for part in work.parts:
        if part.run.ours < last.get(part.of, 0) and part.run.ours > first.get(part.of, 0):
            work.touched = True
        first.setdefault(part.of, part.run.ours)
        last[part.of] = part.run.ours_end


def _judge_added(work: _Work) -> None:
    """Look for links, codes, numbers and facts that the originals do not have."""
    used = [work.originals[of] for of in sorted({part.of for part in work.parts})]
    read_used = [work.read[of] for of in sorted({part.of for part in work.parts})]
    work.changes += foreign_links(work.paste, read_used, work.hosts)
    work.changes += foreign_codes(work.paste, read_used, [o.code for o in used])
    texts = [text for o in used for text in (o.whole, *o.own)]
    for start, end in _foreign(work):
        passage = work.paste.span(start, end)
        if added := new_facts(passage, texts):
            work.mark(start, end, Sort.ALTERED)
            work.changes += added


def _foreign(work: _Work) -> list[tuple[int, int]]:
    """Return the stretches of words that are not ours."""
    found: list[tuple[int, int]] = []
    for place, sort in enumerate(work.sorts):
        if sort is not Sort.FOREIGN:
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _outcome(work: _Work) -> Comparison:
    order = sorted(
        {part.of for part in work.parts},
        key=lambda of: -_length([part.run for part in work.parts if part.of == of]),
    )
    first = order[0]
    ours = sum(sort is Sort.OURS for sort in work.sorts)
    said = _length([part.run for part in work.parts if part.of == first])
    bulk = ours >= HALF * len(work.paste.words) or said >= HALF * len(work.read[first].words)
    if work.changes and bulk:
        standing = Standing.CHANGED
    elif work.changes or work.touched or Sort.FOREIGN in work.sorts or not _stands_alone(work, order):
        standing = Standing.PARTLY
    else:
        standing = Standing.SAME
    return Comparison(
        standing,
        order,
        list(dict.fromkeys(work.changes))[:MOST_CHANGES],
        _pieces(work),
        said >= len(work.read[first].words),
    )


def _stands_alone(work: _Work, order: Sequence[int]) -> bool:
    """Say whether each of several glued originals stands there with its title or a third of its words."""
    for of in order[1:]:
        runs = [part.run for part in work.parts if part.of == of]
        if _length(runs) < THIRD * len(work.read[of].words) and all(run.ours for run in runs):
            return False
    return True


def _pieces(work: _Work) -> list[Piece]:
    """Return the paste cut where its words change sort; what stands between words goes with the word before."""
    text, pieces, at = work.paste.text, [], 0
    marks = sorted(
        [(word.start, sort) for word, sort in zip(work.paste.words, work.sorts, strict=True)]
        + [(link.start, _sort_of_link(work, link.value)) for link in work.paste.links]
        + [(code.start, Sort.FRAME) for code in work.paste.codes]
        + [(start, Sort.FRAME) for start, _end in heads(text)]
    )
    now = marks[0][1] if marks else Sort.FRAME
    for start, sort in marks:
        if sort is not now:
            pieces.append(Piece(text[at:start], now))
            at, now = start, sort
    return [*pieces, Piece(text[at:], now)]


def _sort_of_link(work: _Work, link: str) -> Sort:
    reads = [work.read[part.of] for part in work.parts]
    known = {own.value for reading in reads for own in reading.links}
    return Sort.FRAME if is_own_link(link, known, work.hosts) else Sort.ALTERED


def _own_words(work: _Work) -> frozenset[str]:
    lines = [line for of in {part.of for part in work.parts} for line in work.originals[of].own]
    return frozenset(word.folded for line in lines for word in read(line).words)


def _most(work: _Work) -> int:
    totals: dict[int, int] = {}
    for part in work.parts:
        totals[part.of] = totals.get(part.of, 0) + part.run.end - part.run.start
    return max(totals, key=lambda of: totals[of])


def _length(runs: Sequence[Run]) -> int:
    return sum(run.end - run.start for run in runs)


def _overlap(one: Run, other: Run) -> bool:
    return one.start < other.end and other.start < one.end

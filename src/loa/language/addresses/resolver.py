"""Choose the commune that an address means: each mention of a commune is weighed by what stands around it.

It must not guess: where two communes fit alike, both are named and none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loa.language.addresses.gazetteer import OLDER, PRESENT, Unit, gazetteer
from loa.language.addresses.mentions import Mention, find_mentions
from loa.language.addresses.model import MOST_CANDIDATES, Resolution
from loa.language.addresses.spelling import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, Spelled, spell
from loa.language.addresses.typos import mended_spans

MOST_CHARACTERS = 1000  # of a longer text only this much is read
# Weights, tuned on made-up addresses of the whole country; only their order of size matters.
_KIND_SAME, _KIND_OTHER = 4.0, 1.5
_DISTRICT, _DISTRICT_NEAR, _PROVINCE, _PROVINCE_NEAR = 5.0, 3.0, 4.0, 3.0
_OTHER_DISTRICT, _OTHER_PROVINCE = -4.0, -5.0
_EDGE, _NO_LEFT, _NO_RIGHT, _LOW = 1.0, -3.0, -2.0, -5.0
_MARKS_SAME, _MARKS_OTHER, _SYLLABLE, _MENDED = 1.5, -3.0, 0.5, -2.0
_PRESENT_NAME, _OLDER_NAME = 1.5, -0.7
_SHARED = 0.25  # of a province that is named by the same word as the district ("TP. Hà Tĩnh")
_ALIKE, _ALIKE_ALONE, _WORTH_NAMING = 0.5, 2.0, 3.0
Place = tuple[int, int, float]  # first syllable, the one past the last, weight
NOWHERE: Place = (0, 0, 0.0)


@dataclass(slots=True)
class _Around:
    """Districts and provinces mentioned: id → places and weight; and the places that can mean nothing else."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    sure_districts: list[tuple[int, int]] = field(default_factory=list)
    sure_provinces: list[tuple[int, int]] = field(default_factory=list)

    def support(self, keys: Iterable[str], mention: Mention) -> Place:
        """Return where one of the ids is mentioned beside the mention, and its weight; 0 when none is."""
        best = NOWHERE
        for key in keys:
            for place in self.places.get(key, ()):
                if place[2] > best[2] and (place[1] <= mention.start or place[0] >= mention.end):
                    best = place
        return best


@dataclass(slots=True)
class _Fit:
    """A commune that a mention may mean, and how well it fits."""

    score: float
    unit: Unit
    mention: Mention
    supported: bool


def resolve(text: str) -> Resolution:
    """Return the present commune of a Vietnamese address, old or new, however it is spelled.

    Where several communes fit, `commune_code` is None and `candidates` holds five at most, best first.
    """
    known = gazetteer()
    spelled = spell(text[:MOST_CHARACTERS])
    fits = _fits(spelled, find_mentions(spelled, known))
    found = _choose(fits)
    if found.commune_code is None and (mended := mended_spans(spelled)):
        again = _choose(_fits(spelled, find_mentions(spelled, known, mended)))
        found = again if again.commune_code or not found.candidates else found
    return found


def _fits(spelled: Spelled, mentions: list[Mention]) -> list[_Fit]:
    around = _around(mentions)
    fits = [
        _weigh(spelled, mention, unit, around)
        for mention in mentions
        if mention.entry.communes and _may_be_commune(mention)
        for unit in mention.entry.communes
    ]
    return sorted(fits, key=lambda fit: -fit.score)


def _around(mentions: list[Mention]) -> _Around:
    around = _Around()
    for mention in mentions:
        if mention.low or (mention.sure and mention.kind in COMMUNE_KINDS):
            continue
        place = (mention.start, mention.end)
        whole = mention.left and mention.right
        weight = 1.0 if whole else 0.6
        if mention.kind not in ("T",) and (mention.kind or not mention.entry.numeric):
            for key, marked in mention.entry.districts.items():
                around.places[key].append((*place, weight * _agreement(mention, marked)))
            if mention.entry.districts and mention.sure and mention.kind in DISTRICT_KINDS:
                around.sure_districts.append(place)
        if mention.kind is None or mention.kind in PROVINCE_KINDS:
            for key, marked in mention.entry.provinces.items():
                around.places[key].append((*place, weight * _agreement(mention, marked)))
            if mention.entry.provinces and whole:
                around.sure_provinces.append(place)
    return around


def _agreement(mention: Mention, marked: str) -> float:
    return 1.0 if _marks(mention.marked, marked) >= 0 else 0.6


def _may_be_commune(mention: Mention) -> bool:
    if mention.kind in COMMUNE_KINDS:
        return True
    if mention.entry.numeric:
        return False
    return mention.kind is None or not mention.sure or mention.kind == "h"


def _weigh(spelled: Spelled, mention: Mention, unit: Unit, around: _Around) -> _Fit:
    score = _SYLLABLE * (mention.end - mention.start) + _kind_score(mention, unit)
    score += (_EDGE if mention.left else _NO_LEFT) + (_EDGE if mention.right else _NO_RIGHT)
    score += _LOW * mention.low + _MENDED * mention.mended
    if spelled.has_marks and not mention.mended:
        score += (_MARKS_OTHER, 0.0, _MARKS_SAME)[_marks(mention.marked, unit.marked) + 1]
    own = around.support(unit.districts, mention)
    district = own[2] * _DISTRICT or around.support(unit.near_districts, mention)[2] * _DISTRICT_NEAR
    home = around.support(unit.provinces, mention)
    province = home[2] * _PROVINCE or around.support(unit.near_provinces, mention)[2] * _PROVINCE_NEAR
    if own[2] and own[:2] == home[:2]:
        province *= _SHARED
    if not district and _beside(around.sure_districts, mention):
        score += _OTHER_DISTRICT
    if not province and _beside(around.sure_provinces, mention):
        score += _OTHER_PROVINCE
    if unit.era == PRESENT and not district:
        score += _PRESENT_NAME
    if unit.era == OLDER:
        score += _OLDER_NAME
    return _Fit(score + district + province, unit, mention, supported=bool(district or province))


def _kind_score(mention: Mention, unit: Unit) -> float:
    if mention.kind is None or not (mention.kind in COMMUNE_KINDS or mention.kind == unit.kind):
        return 0.0
    score = _KIND_SAME if mention.kind == unit.kind else _KIND_OTHER
    return score if mention.sure else score / 2


def _marks(typed: str, marked: str) -> int:
    """Return 1 when the marks are the same, 0 when some were left out, -1 when others stand there."""
    if typed == marked:
        return 1
    for one, other in zip(typed, marked, strict=False):
        if one != other and not one.isascii():
            return -1
    return 0


def _beside(places: list[tuple[int, int]], mention: Mention) -> bool:
    return any(end <= mention.start or start >= mention.end for start, end in places)


def _choose(fits: list[_Fit]) -> Resolution:
    if not fits:
        return Resolution(None)
    best = fits[0]
    within = _ALIKE if best.supported else _ALIKE_ALONE
    alike = [fit for fit in fits if fit.score >= best.score - within]
    if _is_sure(best) and len({fit.unit.targets[0] for fit in alike}) == 1:
        return _answer(best.unit)
    return Resolution(None, tuple(_candidates(fit for fit in fits if fit.score >= best.score - _WORTH_NAMING)))


def _is_sure(fit: _Fit) -> bool:
    """Say whether the best fit is one: announced as a commune, or a whole part of an address in a place that fits."""
    mention = fit.mention
    if mention.low:
        return False
    if mention.kind in COMMUNE_KINDS:
        return True
    return fit.supported and mention.left and mention.right


def _answer(unit: Unit) -> Resolution:
    if unit.era == PRESENT:
        return Resolution(unit.code, (unit.code,))
    return Resolution(
        unit.targets[0],
        unit.targets,
        divided=len(unit.targets) > 1,
        former=gazetteer().full_name(unit),
        former_code=unit.code,
    )


def _candidates(fits: Iterable[_Fit]) -> Iterator[str]:
    """Yield the present codes of the best fits, each once, five at most."""
    codes = dict.fromkeys(code for fit in fits for code in fit.unit.targets)
    yield from list(codes)[:MOST_CANDIDATES]

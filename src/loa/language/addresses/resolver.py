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

MOST_CHARACTERS = 1000  # of a longer text only the beginning is read
# Weights, tuned on made-up addresses of the whole country; only their order of size matters.
_KIND_SAME, _KIND_OTHER = 4.0, 1.5
_DISTRICT, _DISTRICT_NEAR, _PROVINCE, _PROVINCE_NEAR = 5.0, 3.0, 4.0, 3.0
_OTHER_DISTRICT, _OTHER_PROVINCE = -4.0, -5.0
_EDGE, _NO_LEFT, _NO_RIGHT, _LOW = 1.0, -3.0, -2.0, -5.0
_MARKS_SAME, _MARKS_OTHER, _SYLLABLE, _MENDED = 1.5, -3.0, 0.5, -3.0
_PRESENT_NAME, _OLDER_NAME = 1.5, -0.7
_SHARED = 1.0  # a province that is named by the same word as the district ("TP. Hà Tĩnh")
_ALIKE, _ALIKE_ALONE, _WORTH_NAMING = 0.5, 2.0, 3.0
Place = tuple[int, int, float]  # first syllable, the one past the last, weight
NOWHERE: Place = (0, 0, 0.0)


@dataclass(slots=True)
class _Around:
    """Districts and provinces mentioned: id → places and weight; and the places that can mean nothing else."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    sure_districts: list[tuple[int, int]] = field(default_factory=list)
    sure_provinces: list[tuple[int, int]] = field(default_factory=list)

    def support(self, keys: Iterable[str], mention: Mention, but: Place = NOWHERE) -> Place:
        """Return where one of the ids is mentioned beside the mention and `but`, and its weight; 0 when nowhere."""
        best = NOWHERE
        for key in keys:
            for place in self.places.get(key, ()):
                if place[2] > best[2] and (place[1] <= mention.start or place[0] >= mention.end):
                    if place[0] == but[0] and but[2]:
                        continue
                    best = place
        return best


@dataclass(slots=True)
class _Fit:
    """A commune that a mention may mean, how well it fits, and what the address says about its district and province."""

    score: float
    unit: Unit
    mention: Mention
    supported: bool
    elsewhere: bool


def resolve(text: str, *, home: str = "") -> Resolution:
    """Return the present commune of a Vietnamese address, old or new, however it is spelled.

    `home` is the province meant where the text names none. Where several communes fit, `commune_code` is None and
    `candidates` holds five at most, best first.
    """
    known = gazetteer()
    spelled = spell(text[:MOST_CHARACTERS])
    mentions = find_mentions(spelled, known)
    if home and not any(mention.entry.provinces and mention.right for mention in mentions):
        return resolve(f"{text[:MOST_CHARACTERS]}, {home}")
    fits = _fits(spelled, mentions)
    found = _choose(spelled, fits)
    if found.commune_code and fits[0].mention.right and not _announces_more(spelled, mentions):
        return found
    mended = mended_spans(spelled)
    return _choose(spelled, _fits(spelled, find_mentions(spelled, known, mended))) if mended else found


def _announces_more(spelled: Spelled, mentions: list[Mention]) -> bool:
    """Say whether "Huyện" or the like stands before something that is the name of nothing."""
    named = {mention.start for mention in mentions}
    return any(at not in named and spelled.bare[at].isalpha() for at in spelled.kinds)


def _fits(spelled: Spelled, mentions: list[Mention]) -> list[_Fit]:
    around = _around(mentions)
    fits = [
        _weigh(spelled, mention, unit, around)
        for mention in mentions
        if mention.entry.communes and _may_be_commune(mention)
        for unit in _worth_weighing(mention, around)
    ]
    return sorted(fits, key=lambda fit: -fit.score)


def _worth_weighing(mention: Mention, around: _Around) -> list[Unit]:
    """Return the communes of that name in a place that the address mentions, or all where there is none."""
    communes = mention.entry.communes
    if mention.kind == "h" and mention.sure:
        communes = [unit for unit in communes if unit.kind == "h"]
    places = around.places.keys()
    return [unit for unit in communes if not places.isdisjoint(unit.above)] or communes


def _around(mentions: list[Mention]) -> _Around:
    around = _Around()
    for mention in mentions:
        if mention.low or (mention.sure and mention.kind in COMMUNE_KINDS):
            continue
        entry, place = mention.entry, (mention.start, mention.end)
        whole = mention.left and mention.right
        weight = 1.0 if whole and not mention.mended else 0.6
        if entry.districts and mention.kind != "T":
            share = 0.6 if entry.provinces and not mention.kind else 1.0
            for key, marked in entry.districts.items():
                around.places[key].append((*place, weight * share * _agreement(mention, marked)))
            if mention.sure and mention.kind in DISTRICT_KINDS and not entry.is_city:
                around.sure_districts.append(place)
        if entry.provinces and (mention.kind is None or mention.kind in PROVINCE_KINDS):
            share = 0.5 if mention.kind == "c" and not entry.is_city else 1.0
            for key, marked in entry.provinces.items():
                around.places[key].append((*place, weight * share * _agreement(mention, marked)))
            if whole:
                around.sure_provinces.append(place)
    return around


def _agreement(mention: Mention, marked: str) -> float:
    return 1.0 if _marks(mention.marked, marked) >= 0 else 0.6


def _may_be_commune(mention: Mention) -> bool:
    if mention.kind in COMMUNE_KINDS:
        return True
    return mention.kind is None or not mention.sure or mention.kind == "h"


def _weigh(spelled: Spelled, mention: Mention, unit: Unit, around: _Around) -> _Fit:
    score = _SYLLABLE * (mention.end - mention.start) + _kind_score(mention, unit)
    score += (_EDGE if mention.left else _NO_LEFT) + (_EDGE if mention.right else _NO_RIGHT)
    score += _LOW * mention.low + _MENDED * mention.mended
    if spelled.has_marks and not mention.mended:
        score += (_MARKS_OTHER, 0.0, _MARKS_SAME)[_marks(mention.marked, unit.marked) + 1]
    district, province = _support(mention, unit, around)
    other_district = other_province = False
    if not district and (other_district := _beside(around.sure_districts, mention)):
        score += _OTHER_DISTRICT
    if not province and (other_province := _beside(around.sure_provinces, mention)):
        score += _OTHER_PROVINCE
    if unit.era == PRESENT and not district:
        score += _PRESENT_NAME
    if unit.era == OLDER:
        score += _OLDER_NAME
    supported = bool(district or province)
    elsewhere = other_district or (other_province and not district)
    return _Fit(score + district + province, unit, mention, supported, elsewhere=elsewhere)


def _support(mention: Mention, unit: Unit, around: _Around) -> tuple[float, float]:
    """Return what the district and the province beside the mention add for a commune that lay or lies there."""
    place = around.support(unit.districts, mention)
    district = place[2] * _DISTRICT
    if not district:
        place = around.support(unit.near_districts, mention)
        district = place[2] * _DISTRICT_NEAR
    province = (
        around.support(unit.provinces, mention, place)[2] * _PROVINCE
        or around.support(unit.near_provinces, mention, place)[2] * _PROVINCE_NEAR
    )
    if province or not district:
        return district, province
    shared = (
        around.support(unit.provinces, mention)[2] * _PROVINCE
    )  # "Hà Tĩnh" alone: the city or the province
    if not shared:
        return district, 0.0
    return (district, _SHARED) if district + _SHARED > shared else (0.0, shared)


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


def _choose(spelled: Spelled, fits: list[_Fit]) -> Resolution:
    if not fits:
        return Resolution(None)
    best = fits[0]
    within = _ALIKE if best.supported else _ALIKE_ALONE
    alike = [fit for fit in fits if fit.score >= best.score - within]
    if _is_sure(spelled, best) and len({fit.unit.targets[0] for fit in alike}) == 1:
        return _answer(best.unit)
    near = [fit for fit in fits if fit.score >= best.score - _WORTH_NAMING and _is_worth_naming(fit)]
    return Resolution(None, tuple(_candidates(near)))


def _is_worth_naming(fit: _Fit) -> bool:
    return not fit.elsewhere and (fit.supported or not fit.mention.mended)


def _is_sure(spelled: Spelled, fit: _Fit) -> bool:
    """Say whether the best fit is one: announced as a commune, or a whole part of an address in a place that fits."""
    mention = fit.mention
    if mention.low or fit.elsewhere:
        return False
    if mention.kind in COMMUNE_KINDS:
        return True
    if not (fit.supported and mention.left and mention.right):
        return False
    # "12 Kim Mã, Ba Đình, Hà Nội" means the whole district of before, "Ba Đình, Hà Nội" the ward of today.
    is_district = not mention.entry.districts.keys().isdisjoint(fit.unit.near_districts)
    return not is_district or mention.start == 0 or (mention.end == len(spelled.bare) and mention.start < 4)


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

"""Reads rule packs; a broken one says in which file and at which entry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from loa.lib.errors import Invalid, NotFound
from loa.lib.said import say
from loa.papers.packs.model import SIDES, Copy, Form, Line, Look, Making, Pack, Page, Range, Rule, Words

_FOLDER = Path(__file__).parent
_PARTS = (
    "name", "parent", "issuer", "number", "place_date", "letter_subject", "kind", "subject", "body", "authority",
    "signer_title", "signer", "recipients_word", "recipients", "page_number",
)  # fmt: skip


class BadPack(Invalid):
    """A rule pack cannot be used; `facts` name the file and the entry."""

    code = "bad_pack"
    message = "Bộ quy tắc thể thức không đọc được. Hãy kiểm tra lại tệp."


class NoPack(NotFound):
    """No rule pack has this name."""

    code = "no_pack"
    message = "Không có bộ quy tắc thể thức này."


class _Entry:
    """A place in the file that knows its name, so that what is wrong can be pointed at."""

    def __init__(self, file: str, name: str, value: Any) -> None:
        self.file, self.name, self.value = file, name, value

    def wrong(self, asked: str) -> BadPack:
        """Return the error that names this place."""
        message = say(
            "Bộ quy tắc “{file}”: mục “{entry}” {asked}.", file=self.file, entry=self.name or "/", asked=asked
        )
        return BadPack(message, file=self.file, entry=self.name)

    def has(self, key: str) -> bool:
        """Tell whether the table holds the key."""
        return key in self.table()

    def __getitem__(self, key: str) -> _Entry:
        name = f"{self.name}.{key}" if self.name else key
        if key not in self.table():
            raise _Entry(self.file, name, None).wrong(say("bị thiếu"))
        return _Entry(self.file, name, self.table()[key])

    def table(self) -> dict[str, Any]:
        """Return the value as a table."""
        if not isinstance(self.value, dict):
            raise self.wrong(say("phải là một nhóm"))
        return self.value

    def text(self) -> str:
        """Return the value as text."""
        if not isinstance(self.value, str):
            raise self.wrong(say("phải là chữ"))
        return self.value

    def pattern(self) -> re.Pattern[str]:
        """Return the value as a regular expression."""
        try:
            return re.compile(self.text())
        except re.error:
            raise self.wrong(say("không phải là biểu thức chính quy đúng")) from None

    def number(self) -> float:
        """Return the value as a positive number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or self.value < 0:
            raise self.wrong(say("phải là số không âm"))
        return self.value

    def range(self) -> Range:
        """Return the value as two numbers, the lower first."""
        if not isinstance(self.value, list) or len(self.value) != 2:
            raise self.wrong(say("phải là hai số, số nhỏ trước"))
        low, high = (_Entry(self.file, self.name, value).number() for value in self.value)
        if low > high:
            raise self.wrong(say("phải là hai số, số nhỏ trước"))
        return low, high

    def flag(self) -> bool:
        """Return the value as yes or no."""
        if not isinstance(self.value, bool):
            raise self.wrong(say("phải là true hoặc false"))
        return self.value

    def day(self) -> date:
        """Return the value as a day."""
        if not isinstance(self.value, date):
            raise self.wrong(say("phải là ngày (năm-tháng-ngày)"))
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return the value as a list of texts."""
        if not isinstance(self.value, list):
            raise self.wrong(say("phải là danh sách"))
        return tuple(_Entry(self.file, self.name, value).text() for value in self.value)

    def each(self, read: Callable[[_Entry], Any]) -> dict[str, Any]:
        """Return every entry of the table, read the same way."""
        return {key: read(self[key]) for key in self.table()}


def read_pack(data: bytes, file: str) -> Pack:
    """Return the pack of a TOML file; `file` is the name used in errors.

    Raises: BadPack naming the entry that is missing or wrong.
    """
    try:
        top = _Entry(file, "", tomllib.loads(data.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPack(
            say("Bộ quy tắc “{file}” sai cú pháp TOML: {reason}.", file=file, reason=error), file=file
        ) from error
    return Pack(
        id=top["id"].text(),
        form=_form(top["form"]),
        title=top["title"].text(),
        version=int(top["version"].number()),
        in_force=top["in_force"].day(),
        until=top["until"].day() if top.has("until") else None,
        source=top["source"].text(),
        read_in=top["read_in"].text(),
        page=_page(top["page"]),
        font=top["fonts"]["asked"].text(),
        same_metrics=top["fonts"]["same_metrics"].texts(),
        legacy_fonts=tuple(_Entry(file, "fonts.legacy", w).pattern() for w in top["fonts"]["legacy"].texts()),
        words=_words(top["words"]),
        copies=top["copies"].each(lambda e: Copy(e["title"].text(), e["symbol"].text())),
        kinds=top["kinds"]["names"].texts(),
        looks=_looks(top["looks"], has_motto=bool(top["words"]["motto"].text())),
        first_line=top["body"]["first_line"].range(),
        space_before=top["body"]["space_before"].number(),
        line=_line(top["body"]["line"]),
        making=_making(top["making"]),
        rules=_rules(top["rules"], top["source"].text()),
    )


def _form(entry: _Entry) -> Form:
    forms: dict[str, Form] = {"state": "state", "party": "party"}
    if entry.text() not in forms:
        raise entry.wrong(say("phải là “state” hoặc “party”"))
    return forms[entry.text()]


def _page(entry: _Entry) -> Page:
    return Page(entry["width"].number(), entry["height"].number(), {s: entry[s].range() for s in SIDES})


def _words(entry: _Entry) -> Words:
    texts = {
        name: entry[name].text()
        for name in (
            "name", "motto", "number", "number_of_year", "blank_number", "date", "letter_subject", "addressed",
            "recipients", "archive", "issuer_mark", "subject_mark", "draft", "annex", "annex_of", "letter", "dash", "end",
        )
    }  # fmt: skip
    return Words(
        **texts,
        number_form=entry["number_form"].pattern(),
        archive_form=entry["archive_form"].pattern(),
        headings=entry["headings"].texts(),
        authorities=entry["authorities"].each(_Entry.text),
        urgency=entry["urgency"].each(_Entry.text),
    )


def _looks(entry: _Entry, *, has_motto: bool) -> Mapping[str, Look]:
    for part in (*_PARTS, "motto") if has_motto else _PARTS:
        entry[part].table()
    return entry.each(_look)


def _look(entry: _Entry) -> Look:
    flags = {name: entry[name].flag() for name in ("bold", "italic", "caps", "underline") if entry.has(name)}
    sizes, made = entry["sizes"].range(), entry["made"].number()
    if not sizes[0] <= made <= sizes[1]:
        raise entry["made"].wrong(say("phải nằm trong khoảng của “sizes”"))
    return Look(sizes, made, **flags)


def _line(entry: _Entry) -> Line:
    exact = entry.has("exact")
    return Line(entry["made"].number(), exact, entry["exact" if exact else "times"].range())


def _making(entry: _Entry) -> Making:
    margins = {side: entry[side].number() for side in SIDES}
    return Making(margins, entry["head_left"].number(), entry["table_size"].number())


def _rules(entry: _Entry, source: str) -> Mapping[str, Rule]:
    return {
        name: Rule(
            id=name,
            source=entry[name]["source"].text() if entry[name].has("source") else source,
            clause=entry[name]["clause"].text(),
            verified=entry[name]["verified"].flag(),
            must=entry[name]["must"].flag(),
        )
        for name in entry.table()
    }


@cache
def list_packs() -> tuple[Pack, ...]:
    """Return the packs that come with the program, the newest of each form first."""
    packs = [read_pack(path.read_bytes(), path.name) for path in sorted(_FOLDER.glob("*.toml"))]
    return tuple(sorted(packs, key=lambda pack: (pack.form, pack.in_force), reverse=True))


def get_pack(name: str) -> Pack:
    """Return a pack by its id ("nd30-2020"), or the newest of a form by the form's name ("state", "party").

    Raises: NoPack naming those there are.
    """
    for pack in list_packs():
        if name in {pack.id, pack.form}:
            return pack
    known = ", ".join(pack.id for pack in list_packs())
    raise NoPack(
        say("Không có bộ quy tắc “{name}”. Các bộ đang có: {known}.", name=name[:60], known=known), name=name
    )


def pack_for(form: Form, day: date | None = None) -> Pack:
    """Return the pack of a form that was in force on a day; the newest where no day is known or none is old enough."""
    of_form = [pack for pack in list_packs() if pack.form == form]
    in_force = (pack for pack in of_form if day is not None and pack.in_force <= day)
    return next(in_force, of_form[0] if day is None else of_form[-1])

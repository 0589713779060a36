"""Collects, checks and compiles the English catalogue; the source strings are Vietnamese.

The engines (lib, language, papers, voice, feeds) know no gettext: there every `say("…")` and every whole sentence is a message.

Needs neither GNU gettext nor a database: Babel reads Python, Django's own `templatize` turns a template into
something Babel can read, polib writes the catalogue. Run as `python tools/messages.py extract|check|compile`.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENGINES = (
    "src/loa/lib/",
    "src/loa/language/",
    "src/loa/papers/",
    "src/loa/voice/",
    "src/loa/feeds/",
    "src/loa/stories/",
)
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")
SENTENCE = re.compile(r"[A-ZĐ“{].* .*[.…]|.*\{[a-z]+\}.*", re.DOTALL)
WORD = re.compile(r"""u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*\"""")
CALL = re.compile(
    rf"(?P<name>_|\bn?p?gettext)\(\s*(?P<words>(?:{WORD.pattern})(?:\s*,\s*(?:{WORD.pattern}))*)"
)
Message = tuple[str | None, str, str | None]
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "en",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def sources() -> Iterator[Path]:
    """Yield every file that may hold words for the screen."""
    for folder in ("src/loa", "config", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            hidden = {"tests", "migrations"} & set(path.parts)
            if path.suffix in {".py", ".html", ".txt"} and not hidden and path.is_file():
                yield path


def found() -> dict[tuple[str | None, str], tuple[str | None, str]]:
    """Return every message as (context, text) → (plural, where it stands)."""
    messages: dict[tuple[str | None, str], tuple[str | None, str]] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        where = str(path.relative_to(ROOT))
        read = (
            _in_template if path.suffix != ".py" else _in_engine if where.startswith(ENGINES) else _in_python
        )
        for context, single, plural in read(text):
            messages.setdefault((context, single), (plural, where))
    return messages


def _in_python(text: str) -> Iterator[Message]:
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        single, plural = message if isinstance(message, tuple) else (message, None)
        if single:
            yield context, single, plural


def _in_engine(text: str) -> Iterator[Message]:
    """Yield what an engine says: `say("…")`, whole sentences and patterns with `{named}` places."""
    module = ast.parse(text)
    passed_over = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        match node:
            case ast.JoinedStr():
                passed_over |= {id(part) for part in node.values}
            case ast.Call(func=ast.Name("say"), args=[ast.Constant(str(words)), *_]):
                yield None, words, None
            case ast.Constant(str(words)) if id(node) not in passed_over:
                if VIETNAMESE.search(words) and SENTENCE.fullmatch(words):
                    yield None, words, None


def _in_template(text: str) -> Iterator[Message]:
    """Yield what Django's own reader of templates turns into calls."""
    for call in CALL.finditer(templatize(text)):
        words = [ast.literal_eval(word) for word in WORD.findall(call["words"])]
        context = words.pop(0) if call["name"].startswith(("pgettext", "npgettext")) else None
        yield context, words[0], words[1] if len(words) > 1 else None


def extract_all() -> int:
    """Write new messages into the catalogue, untranslated, and drop those nobody uses any more."""
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    known = {(e.msgctxt, e.msgid): e for e in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = HEADER
    for (context, single), (plural, where) in sorted(found().items(), key=lambda m: (m[1][1], m[0][1])):
        entry = known.get((context, single))
        fresh = polib.POEntry(msgid=single, msgctxt=context, occurrences=[(where, "")])
        if plural:
            fresh.msgid_plural = plural
            fresh.msgstr_plural = (entry.msgstr_plural if entry else None) or {0: "", 1: ""}
        else:
            fresh.msgstr = entry.msgstr if entry else ""
        new.append(fresh)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(CATALOGUE))
    missing = len(new.untranslated_entries())
    print(f"messages: {len(new)} in the catalogue, {missing} without English")
    return 0


def check() -> int:
    """Fail when a message on screen has no English, naming the first ones and the command that helps."""
    if not CATALOGUE.exists():
        print("messages: no catalogue yet")
        return 0
    catalogue = polib.pofile(str(CATALOGUE))
    translated = {(e.msgctxt, e.msgid) for e in catalogue.translated_entries()}
    missing = [m for m in found() if m not in translated]
    for context, single in missing[:20]:
        print(f"messages: no English for {single!r}" + (f" ({context})" if context else ""))
    if missing:
        print(
            f"messages: {len(missing)} missing; run `python tools/messages.py extract`, then fill {CATALOGUE.name}"
        )
    return 1 if missing else 0


def compile_all() -> int:
    """Compile every catalogue beside its source."""
    for po in sorted((ROOT / "locale").rglob("*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))
            print(f"messages: compiled {po.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    verbs = {"extract": extract_all, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit("usage: python tools/messages.py extract|check|compile")
    sys.exit(verbs[sys.argv[1]]())

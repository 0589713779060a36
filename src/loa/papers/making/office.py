"""The office's own docx template: a file with places in double braces that are filled with a document's words.

A template comes from outside: it passes the safe door, and only plain places and "if" around them are obeyed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator

import docx.opc.exceptions
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docxtpl import DocxTemplate, Listing
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from loa.lib.archive import open_office
from loa.lib.errors import Invalid
from loa.lib.said import say
from loa.papers.making.docx_parts import Writer
from loa.papers.making.laid import BodyLine, Laid
from loa.papers.making.paper import Figures
from loa.papers.packs import Pack

# What an office may write between double braces, and whether a template must have it.
PLACEHOLDERS = {
    "quoc_hieu": False,
    "tieu_ngu": False,
    "co_quan_cap_tren": False,
    "co_quan": False,
    "so": True,
    "dia_danh_ngay": True,
    "du_thao": True,
    "do_khan": False,
    "ten_loai": False,
    "trich_yeu": True,
    "kinh_gui": False,
    "noi_dung": True,
    "quyen_han": False,
    "chuc_vu": True,
    "nguoi_ky": True,
    "noi_nhan": True,
}
_BODY = "noi_dung"
_MARK = "\u2060noi\u2060dung\u2060"
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)
_OPEN = re.compile(r"\{\{[^{}<]*(?=<)")  # braces that are never closed
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
WriteBody = Callable[[Writer, Iterable[BodyLine | Figures]], None]


class BadTemplate(Invalid):
    """The office's template cannot be filled; the message names the place."""

    code = "bad_template"
    message = "Tệp mẫu không dùng được. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại."


def fill_template(template: bytes, laid: Laid, pack: Pack, write_body: WriteBody) -> bytes:
    """Return the template with its places filled.

    Raises: BadTemplate naming the place that is unknown, missing or broken; loa.lib.archive.BadArchive.
    """
    open_office(template)
    if laid.annexes:
        raise BadTemplate("Tệp mẫu không có chỗ cho phụ lục. Hãy tạo phụ lục thành tệp riêng.")
    try:
        office = DocxTemplate(io.BytesIO(template))
        office.init_docx()
        _check(office)
        office.render(_values(laid, pack), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    except (
        KeyError,
        ValueError,
        etree.XMLSyntaxError,
        docx.opc.exceptions.PackageNotFoundError,
    ) as error:
        raise BadTemplate from error
    _put_body(office.docx, laid, pack, write_body)
    out = io.BytesIO()
    office.docx.save(out)
    return out.getvalue()


def _values(laid: Laid, pack: Pack) -> dict[str, object]:
    return {
        "quoc_hieu": laid.name,
        "tieu_ngu": laid.motto,
        "co_quan_cap_tren": laid.parent,
        "co_quan": laid.issuer,
        "so": laid.number,
        "dia_danh_ngay": laid.place_date,
        "du_thao": laid.mark,
        "do_khan": laid.urgency,
        "ten_loai": laid.kind,
        "trich_yeu": laid.subject or laid.letter_subject,
        "kinh_gui": Listing(_addressed(laid, pack)),
        _BODY: _MARK,
        "quyen_han": Listing("\n".join(laid.authorities)),
        "chuc_vu": laid.signer_title,
        "nguoi_ky": laid.signer,
        "noi_nhan": Listing("\n".join(laid.recipients)),
    }


def _addressed(laid: Laid, pack: Pack) -> str:
    """Return to whom it is addressed with its words; nothing for a document that is addressed to nobody."""
    if len(laid.addressed) < 2:
        return "".join(f"{pack.words.addressed} {name}" for name in laid.addressed)
    return "\n".join([pack.words.addressed, *(pack.words.dash + name for name in laid.addressed)])


def _check(office: DocxTemplate) -> None:
    """Refuse what is no plain place: unknown names, broken braces, and anything that computes."""
    used: set[str] = set()
    for text in _texts(office):
        used |= _names(text)
    for name, needed in PLACEHOLDERS.items():
        if needed and name not in used:
            raise BadTemplate(say("Tệp mẫu thiếu chỗ điền “{name}”.", name=_shown(name)), placeholder=name)


def _texts(office: DocxTemplate) -> Iterator[str]:
    yield office.patch_xml(office.get_xml())
    for uri in (office.HEADER_URI, office.FOOTER_URI):
        for _, part in office.get_headers_footers(uri):
            yield office.patch_xml(office.get_part_xml(part))


def _names(text: str) -> set[str]:
    environment = SandboxedEnvironment()
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        near = next((t for t in (*_OPEN.findall(text), *_TAG.findall(text)) if not _parses(t)), "")
        place = re.sub(r"<[^>]*>", "", near).strip()[:60] or str(error.message)
        raise BadTemplate(
            say("Chỗ điền “{place}” trong tệp mẫu viết sai. Hãy gõ lại liền một mạch.", place=place),
            placeholder=place,
        ) from error
    names = {node.name for node in tree.find_all(nodes.Name)}
    for name in sorted(names - PLACEHOLDERS.keys()):
        raise BadTemplate(
            say(
                "Tệp mẫu có chỗ điền “{name}” mà hệ thống không biết. Các chỗ điền được dùng: {known}.",
                name=_shown(name[:60]),
                known=", ".join(PLACEHOLDERS),
            ),
            placeholder=name,
        )
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise BadTemplate(
                "Tệp mẫu chỉ được dùng chỗ điền đơn giản và {% if … %}; không dùng phép tính hay vòng lặp."
            )
    return names


def _parses(tag: str) -> bool:
    try:
        SandboxedEnvironment().parse(tag if tag.startswith("{{") else "")
    except TemplateSyntaxError:
        return False
    return True


def _shown(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _put_body(document: DocumentObject, laid: Laid, pack: Pack, write_body: WriteBody) -> None:
    """Write the body at the end, then move it to the paragraph that held its place."""
    held = next((p for p in document.element.body.iter(qn("w:p")) if _MARK in "".join(p.itertext())), None)
    if held is None or held.getparent() is not document.element.body:
        raise BadTemplate(
            say("“{name}” phải đứng riêng một đoạn, ngoài bảng.", name=_shown(_BODY)), placeholder=_BODY
        )
    before = set(document.element.body)
    write_body(Writer(document, pack), laid.body)
    for element in [e for e in document.element.body if e not in before]:
        held.addprevious(element)
    held.getparent().remove(held)

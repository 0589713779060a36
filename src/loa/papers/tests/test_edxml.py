"""edXML in and out: what is written reads back equal; what comes from elsewhere is read with warnings or refused."""

import dataclasses
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.lib.safe_xml import BadXml, parse_xml
from loa.lib.text import nfc
from loa.papers.edxml import (
    Attachment,
    BadEnvelope,
    Business,
    BusinessKind,
    Envelope,
    Organ,
    Signer,
    Staff,
    State,
    Status,
    Trace,
    Unwritable,
    read,
    read_status,
    write,
    write_status,
)

CITY = Organ(
    "000.00.01.H26",
    "Ủy ban nhân dân thành phố Hà Nội",
    "",
    "12 Lê Lai",
    "vp@hanoi.gov.vn",
    "024",
    "",
    "hanoi.gov.vn",
)
WARD = Organ("000.17.21.H26", "UBND phường <Nghĩa Đô> & Cầu Giấy")
ENVELOPE = Envelope(
    sender=CITY,
    receivers=(WARD, Organ("000.18.21.H26", "UBND xã Sóc Sơn")),
    number="156",
    notation="KH-UBND",
    promulgated_on=date(2026, 2, 5),
    subject="Kế hoạch ]]> tuyên truyền <edXML:evil/> “phòng, chống” bão",
    place="Hà Nội",
    type_code="11",
    type_name="Kế hoạch",
    content="Tóm tắt",
    signer=Signer("Nguyễn Thị Quỳnh Như", "Phó Chủ tịch", "KT. Chủ tịch"),
    due_on=date(2026, 3, 1),
    to_places=("Như trên", "Lưu: VT"),
    priority="1",
    sphere="Liên thông",
    typer="NVA",
    amount=25,
    pages=7,
    appendixes=("Phụ lục I",),
    steering_type="1",
    document_id="000.00.01.H26,2026/02/05,156/KH-UBND",
    traces=(Trace("000.00.01.H26", datetime(2026, 2, 5, 1, 2, 3, tzinfo=UTC)),),
    business=Business(
        BusinessKind.REPLACE, "Thay bản trước", Staff("Lê An", "Văn phòng", "090", "a@b.vn"), paper=True
    ),
    attachments=(Attachment("Kế hoạch.pdf", bytes(range(256)), "application/pdf", "Toàn văn", "a-1"),),
)
STATUS = Status(
    to_organ_id=CITY.id,
    code="156/KH-UBND",
    promulgated_on=date(2026, 2, 5),
    document_id=ENVELOPE.document_id,
    sender=WARD,
    state=State.RECEIVED,
    at=datetime(2026, 2, 5, 3, 0, 0, tzinfo=UTC),
    description="Đã nhận",
    staff=Staff("Trần Bình", "Văn thư"),
)


def test_what_is_written_reads_back_equal():
    received = read(write(ENVELOPE))
    assert received.envelope == ENVELOPE
    assert received.warnings == ()
    assert read_status(write_status(STATUS)).status == STATUS


def test_prefixes_namespaces_and_order_are_those_of_the_standard():
    root = parse_xml(write(ENVELOPE))
    space = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
    assert (root.tag, root.prefix) == (f"{{{space}}}edXML", None)
    inside = list(root[0].iter())
    assert {element.prefix for element in inside} == {"edXML"}
    assert {element.tag.partition("}")[0] for element in inside} == {f"{{{space}"}
    message = root[0][0][0]
    assert [re.sub("{.*}", "", child.tag) for child in message] == [
        "From", "To", "To", "Code", "PromulgationInfo", "DocumentType", "Subject", "Content", "SignerInfo", "DueDate",
        "ToPlaces", "OtherInfo", "SteeringType", "DocumentId",
    ]  # fmt: skip
    assert root[1].prefix is None
    text = write(ENVELOPE).decode()
    assert "<edXML:PromulgationDate>2026/02/05</edXML:PromulgationDate>" in text
    assert "<edXML:Timestamp>2026/02/05 08:02:03</edXML:Timestamp>" in text
    assert "<edXML:Bussiness><edXML:BussinessDocType>3<" in text


def test_ids_are_made_where_none_were_given():
    bare = dataclasses.replace(
        ENVELOPE, document_id="", attachments=(Attachment("a.txt", b"1"), Attachment("b.txt", b"1"))
    )
    received = read(write(bare)).envelope
    assert received.document_id == "000.00.01.H26,2026/02/05,156/KH-UBND"
    assert len({file.id for file in received.attachments}) == 2
    assert [file.data for file in received.attachments] == [b"1", b"1"]


@settings(max_examples=25, deadline=None)
@given(subject=st.text(min_size=1, max_size=60), data=st.binary(max_size=60), name=st.text(max_size=20))
def test_any_text_and_any_bytes_survive(subject, data, name):
    if not re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", subject).strip():
        return
    sent = dataclasses.replace(ENVELOPE, subject=subject, attachments=(Attachment(name, data),))
    received = read(write(sent)).envelope
    kept = re.sub(
        "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
        "",
        nfc(subject).replace("\r\n", "\n").replace("\r", "\n"),
    )
    assert received.subject == kept.strip()
    assert received.attachments[0].data == data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sender": Organ("", "x")}, "mã cơ quan gửi"),
        ({"receivers": ()}, "mã cơ quan nhận"),
        ({"number": ""}, "số văn bản"),
        ({"promulgated_on": None}, "ngày ban hành"),
        ({"subject": " "}, "trích yếu"),
        ({"attachments": (Attachment("phim.mp4", bytes(7_000_001)),)}, "phim.mp4"),
    ],
)
def test_what_every_message_needs_is_asked_for(change, words):
    with pytest.raises(Unwritable, match=words):
        write(dataclasses.replace(ENVELOPE, **change))


def twisted(*changes):
    text = write(ENVELOPE).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ([("<edXML:", "<ns1:"), ("</edXML:", "</ns1:"), ("xmlns:edXML", "xmlns:ns1")], "Tiền tố"),
        ([("http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/")], "Không gian tên"),
        ([("Bussiness", "Business")], "“Business” viết khác tiêu chuẩn"),
        ([("2026/02/05</edXML:Prom", "05/02/2026</edXML:Prom")], "năm/tháng/ngày"),
        ([("<edXML:Attachm", "<edXML:Attachm"), ("<Attachment><", "<Attachment_><"), ("</Attachment>", "</Attachment_>")], "không gửi kèm"),
        ([(">Kế hoạch.pdf<", ">../../etc/Kế hoạch.pdf<")], "có đường dẫn"),
    ],
)  # fmt: skip
def test_other_dialects_are_read_with_a_warning(changes, warning):
    received = read(twisted(*changes))
    assert warning in " ".join(received.warnings)
    assert received.envelope.number == "156"
    assert received.envelope.promulgated_on == date(2026, 2, 5)
    assert received.envelope.business.kind is BusinessKind.REPLACE
    assert all(file.name == "Kế hoạch.pdf" for file in received.envelope.attachments)


def test_a_day_that_is_none_is_left_open():
    received = read(twisted(("2026/02/05</edXML:Prom", "2026/02/31</edXML:Prom")))
    assert received.envelope.promulgated_on is None
    assert "không hiểu là ngày nào" in " ".join(received.warnings)


BOMB = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><edXML>&z;</edXML>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"khong phai xml",
        BOMB.encode(),
        b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><edXML/>",
        b"<edXML/>",
        b"<edXML><edXMLHeader/></edXML>",
        b"<edXML><edXMLHeader><MessageHeader/></edXMLHeader></edXML>",
        b"<a>" * 60_000,
        twisted(("AAECAwQF", "!!!!")),
        twisted(("<edXML:BussinessDocType>3", "<edXML:BussinessDocType>9")),
        write(ENVELOPE)[:900],
    ],
)  # fmt: skip
def test_hostile_and_broken_files_are_refused_in_words(data):
    with pytest.raises((BadEnvelope, BadXml)) as refused:
        read(data)
    assert str(refused.value)


def test_every_state_has_its_word_and_another_is_refused():
    assert [state.value for state in State] == ["01", "02", "03", "04", "05", "06", "13", "15", "16"]
    assert State.RECEIVED.words == "đã tiếp nhận"
    assert len({state.words for state in State}) == 9
    twisted_status = write_status(STATUS).replace(b"<edXML:StatusCode>03", b"<edXML:StatusCode>99")
    with pytest.raises(BadEnvelope, match="99"):
        read_status(twisted_status)


def test_a_receipt_in_another_wrapper_is_read():
    inner = write_status(STATUS).decode()
    status = re.search("<edXML:Status>.*</edXML:Status>", inner)[0]
    soap = (
        '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" '
        f'xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><SOAP-ENV:Header>{status}</SOAP-ENV:Header></SOAP-ENV:Envelope>'
    )
    assert read_status(soap.encode()).status == STATUS

"""`loa documents check` from the outside: each finding cites its rule, in the reader's language, for whatever file."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import docx
import pytest

from loa.papers.making import Paper, Text, make_docx, make_pdf
from loa.papers.packs import get_pack

STATE = get_pack("state")
PAPER = Paper(
    form="state", issuer="Ủy ban nhân dân phường Nghĩa Đô", subject="kiểm tra loa truyền thanh", symbol="UBND-VHXH",
    place="Nghĩa Đô", body=(Text("Đề nghị các tổ dân phố kiểm tra loa truyền thanh và báo cáo trước ngày 05 tháng 10."),),
    signer_title="Chủ tịch", signer="Đỗ Hữu Ước", number=12, dated=date(2026, 10, 1), recipients=("Như trên", "Lưu: VT"),
)  # fmt: skip


@pytest.fixture
def loa(tmp_path):
    """Run the command where no database could be found."""

    def run(*arguments, ok=True):
        command = [sys.executable, "-m", "loa.ops.cli", "documents", *map(str, arguments)]
        env = {"LOA_HOME": str(tmp_path / "home"), "PATH": "", "LC_ALL": "C"}
        done = subprocess.run(command, check=ok, capture_output=True, env=env)
        assert not (tmp_path / "home").exists(), "nothing is started"
        return (done.stdout if ok else done.stderr).decode()

    return run


@pytest.fixture
def files(tmp_path):
    """A good docx, one with a narrow margin and the wrong words of authority, a PDF, and what is no document."""
    (tmp_path / "đúng.docx").write_bytes(make_docx(PAPER, STATE))
    spoilt = docx.Document(io.BytesIO(make_docx(replace(PAPER, subject="kiểm tra loa"), STATE)))
    spoilt.sections[0].left_margin = docx.shared.Mm(20)
    spoilt.tables[0].cell(1, 0).paragraphs[0].runs[0].text = "Số 12-UBND/VHXH"
    spoilt.save(tmp_path / "sai.docx")
    (tmp_path / "a.pdf").write_bytes(make_pdf(PAPER, STATE))
    (tmp_path / "rác.docx").write_bytes(b"PK\x03\x04")
    return [tmp_path / name for name in ("đúng.docx", "sai.docx", "a.pdf", "rác.docx", "không có")]


def test_every_file_gets_its_line_and_every_finding_its_rule(loa, files):
    good, spoilt, pdf, junk, missing = (
        json.loads(line) for line in loa("check", "--json", *files).splitlines()
    )
    assert (good["pack"], good["guessed"], good["findings"]) == ("nd30-2020", True, [])
    found = {f["rule"]: f for f in spoilt["findings"]}
    assert set(found) == {"page.margins", "words.number"}
    assert found["page.margins"] | {"found": ""} == {
        "rule": "page.margins", "must": True, "verified": True, "source": "Nghị định 30/2020/NĐ-CP",
        "clause": "Phụ lục I, phần I, mục I.3", "where": "Lề trái", "found": "", "asked": "phải từ 30 đến 35 mm",
    }  # fmt: skip
    assert found["words.number"]["clause"] == "Phụ lục I, phần I, mục II.3"
    assert {"page.margins", "body.justified"} <= {u["rule"] for u in pdf["cannot_tell"]}
    assert junk["error"]
    assert "Không mở được tệp" in missing["error"]


def test_people_read_it_in_their_language(loa, files):
    text = loa("check", files[1])
    assert "nhận ra từ phần đầu văn bản" in text
    assert "[words.number] Số, ký hiệu: “Số 12-UBND/VHXH”; phải theo dạng “Số: 156/QĐ-UBND”." in text
    english = loa("check", files[1], "--language", "en", "--pack", "state")
    assert "[page.margins] Left margin: 20 mm; must be 30 to 35 mm." in english
    party = loa("check", files[1], "--language", "en", "--pack", "party")
    assert "not compared with the original" in party


def test_an_unknown_pack_is_refused_and_the_known_ones_are_named(loa, files):
    assert "hd36-2018" in loa("check", files[0], "--pack", "nd110", ok=False)


def test_a_template_to_start_from_is_written(loa, tmp_path):
    loa("template", "party", tmp_path / "mẫu.docx")
    made = docx.Document(tmp_path / "mẫu.docx")
    assert "{{ noi_dung }}" in [p.text for p in made.paragraphs]

"""The demo from an empty folder to the table: starts the product, plays the story, says what reached whom."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin
from loa.delivery.models import Dispatch
from loa.desk.tour import acts, year
from loa.journal import queries as journal
from loa.ops.demo import clusters, figures, newspapers, play, sounding, world
from loa.ops.demo.place import Place
from loa.ops.demo.receiver import read_log
from loa.ops.demo.sounding import Sounded
from loa.ops.demo.stages import Stages
from loa.ops.errors import OpsError


@dataclass(frozen=True, slots=True)
class Story:
    """What the demo left behind: the bulletin, its dispatch, and the dispatch of the correction."""

    bulletin: Bulletin
    first: Dispatch
    second: Dispatch


def open_house(stages: Stages, *, mail_port: int) -> str:
    """Fill the copy with Hanoi, people and channels; return the sample accounts' password."""
    password = f"mau-{secrets.token_hex(4)}-{secrets.token_hex(2)}"
    with stages.stage("units", _("Hà Nội 2021 → 2025")) as notes:
        loaded = world.load_units()
        facts = {"areas": loaded.areas, "bodies": loaded.bodies, "successions": loaded.successions}
        notes.append(_("%(areas)s địa bàn, %(bodies)s cơ quan, %(successions)s nối tiếp") % facts)
    with stages.stage("people", _("Tài khoản mẫu, đủ hai lớp xác thực")) as notes:
        notes.append(_("%(n)s tài khoản") % {"n": len(world.load_cast(password))})
    with stages.stage("channels", _("Kênh: trang web, thư, thủ công")) as notes:
        opened = world.open_channels(mail_port)
        facts = {"accounts": opened.accounts, "stations": opened.stations}
        notes.append(_("%(accounts)s tài khoản kênh, %(stations)s điểm phát") % facts)
    return password


def sound(stages: Stages, place: Place, *, each: int | None, start_devices: Callable[[], None]) -> Sounded:
    """List the loudspeakers, let their devices join and connect, and begin the exercise; its proofs come while the story is told."""
    with stages.stage("clusters", _("Cụm loa mẫu ở 126 xã, phường")) as notes:
        clusters.open_accounts()
        clusters.keep_hours()
        listed = clusters.register(each or clusters.most_in_a_ward())
        notes.append(_("%(n)s cụm") % {"n": len(listed)})
    with stages.stage("devices", _("Ghép thiết bị mô phỏng, mỗi máy một khóa")) as notes:
        fleet = clusters.enrol_devices(listed, place.devices)
        notes.append(_("%(broker)s, mỗi xã, phường %(n)s cụm") % {"broker": fleet.broker, "n": fleet.each})
        if fleet.each < clusters.MANY and each is None:
            notes.append(_("máy này không có mosquitto nên ít cụm hơn"))
    with stages.stage("connect", _("Thiết bị kết nối")) as notes:
        start_devices()
        notes.append(_("%(n)s thiết bị") % {"n": sounding.wait_until_up(place)})
    with stages.stage("sound", _("Diễn tập cảnh báo trên loa: nghe, duyệt, phát")) as notes:
        sounded = sounding.order(fleet)
        sounding.cut_off(sounded, place)
        notes.append(_("%(n)s cụm, một cụm bị ngắt giữa chừng") % {"n": sounded.dispatch.approved_count})
    return sounded


def fill(stages: Stages, *, subscribers: int) -> None:
    """Fill the copy with subscribers and a year of papers."""
    with stages.stage("subscribers", _("Người đăng ký mẫu ở 126 xã, phường")) as notes:
        notes.append(_("%(n)s địa chỉ") % {"n": world.load_subscribers(subscribers).added})
    with stages.stage("year", _("Văn bản, chương trình và nhiệm vụ của một năm")) as notes:
        notes.append(
            _(
                "%(documents)s văn bản, %(copies)s lượt gửi, %(programmes)s chương trình, %(groups)s nhóm, %(tasks)s nhiệm vụ"
            )
            % asdict(year.load())
        )
    with stages.stage("press", _("Tám tờ báo mẫu: tin đăng lại, số liệu khác, một vụ tăng nhanh")) as notes:
        notes.append(
            _("%(items)s tin – bài, %(reprints)s đăng lại, %(stories)s chùm tin, %(signals)s dấu hiệu tăng")
            % asdict(newspapers.hear())
        )


def tell(stages: Stages) -> Story:
    """Play the story from the draft to the correction."""
    with stages.stage("draft", _("Soạn bản tin phòng, chống sốt xuất huyết")) as notes:
        bulletin = acts.write_bulletin()
        facts = {"code": bulletin.code, "facts": bulletin.facts.count()}
        notes.append(_("mã %(code)s, %(facts)s thông tin khóa") % facts)
    with stages.stage("wards", _("Ba phường, xã viết bản của mình")) as notes:
        worded = play.word_in_wards(bulletin)
        notes.append(_("1 bản bị từ chối vì sai “%(quote)s”, đã sửa") % {"quote": worded.marked})
    with stages.stage("release", _("Trình duyệt; người thứ hai duyệt và phát")) as notes:
        first = _dispatch(play.release(bulletin).dispatch)
        notes.append(_("%(n)s người nhận và điểm phát") % {"n": first.approved_count})
    with stages.stage("hold", _("Chờ 15 giây để có thể rút lại")):
        play.wait_until_begun(bulletin)
    with stages.stage("send", _("Tiến trình gửi gửi đi")) as notes:
        notes.append(_said(play.wait_until_sent(first)))
    with stages.stage("confirm", _("Xác nhận phần thủ công")) as notes:
        by_officer, by_link = play.confirm_sheets(first, broken_car=True)
        facts = {"officer": by_officer, "link": by_link}
        notes.append(_("%(officer)s do cán bộ, %(link)s qua liên kết một lần") % facts)
    with stages.stage("correct", _("Trực ban đính chính giờ phun")) as notes:
        second = _dispatch(play.correct(bulletin).dispatch)
        notes.append(_("%(n)s nơi đã nhận bản đầu") % {"n": second.approved_count})
    with stages.stage("send_correction", _("Gửi đính chính và xác nhận")) as notes:
        notes.append(_said(play.wait_until_sent(second)))
        play.confirm_sheets(second)
    return Story(bulletin, first, second)


def result(stages: Stages, story: Story, sounded: Sounded, place: Place) -> dict[str, Any]:
    """Wait for the proofs, check the journal, compare ledger and receiver, and return what goes into the result file."""
    with stages.stage("proofs", _("Bằng chứng phát loa về đủ")) as notes:
        sounding.wait_until_proved(sounded, place)
        speakers = sounding.figures(sounded, place)
        facts = {"played": speakers["played"], "ordered": speakers["ordered"]}
        notes.append(_("%(played)s / %(ordered)s lượt phát đủ, từng cụm ký") % facts)
    with stages.stage("journal", _("Niêm phong và kiểm tra nhật ký")) as notes:
        play.wait_until_sealed()
        proof = journal.verify()
        notes.append(_("%(n)s dòng") % {"n": proof.rows})
    dispatches = (story.first, story.second)
    letters = figures.compare_letters(dispatches, read_log(place.letters))
    return {
        "review": figures.review(),
        "channels": figures.states_by_kind(story.first),
        "speakers": speakers,
        "refused_renditions": figures.refused_renditions(),
        "correction": {
            "receivers": story.second.approved_count,
            "same_as_first": figures.same_receivers(story.first, story.second),
        },
        "pending": figures.pending(dispatches),
        **asdict(letters),
        "stages": stages.seconds,
        "journal": {"rows": proof.rows, "verified": proof.ok and not proof.unsealed_tail},
    }


def write(place: Place, found: dict[str, Any]) -> None:
    """Write the result file, whole or not at all."""
    part = place.result.with_suffix(".new")
    part.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(place.result)


def check(found: dict[str, Any]) -> None:
    """Refuse a demo that did not prove what it is there to prove.

    Raises: OpsError naming what is wrong.
    """
    unknown = sum(states.get("unknown", 0) for states in found["channels"].values())
    wrong = {
        "a delivery has not ended": found["pending"],
        "a letter was lost": found["lost"],
        "a letter arrived twice": found["doubled"],
        "no wording was refused": found["refused_renditions"] != 1,
        "the correction went to others than the first": not found["correction"]["same_as_first"],
        "the review's figures are not those of the sample year": not _is_whole(found["review"]),
        "not exactly one delivery is left unknown": unknown != 1,
        "the journal does not hold": not found["journal"]["verified"],
    }
    if named := [text for text, is_wrong in wrong.items() if is_wrong] + sounding.wrong(found["speakers"]):
        raise OpsError(f"The demo ended, but {'; '.join(named)}. See the result file.")


_NOW = ("speakers.", "press.")


def _is_whole(review: dict[str, list[int | None]]) -> bool:
    """Say whether three quarters of the year's tasks are done, eleven groups stand ahead and nothing written is empty.

    What loudspeakers sounded for real and what newspapers wrote is of these days, and no part of the sample year.
    """
    done, of_all = review["tasks.done"]
    return (
        (done or 0) * 4 == (of_all or 0) * 3
        and review["tasks.groups"] == [11, None]
        and all(count for key, (count, _among) in review.items() if not key.startswith(_NOW))
    )


def _dispatch(dispatch: Dispatch | None) -> Dispatch:
    if dispatch is None:
        raise OpsError("A release was not handed to the ledger.")
    return dispatch


def _said(ledger: Any) -> str:
    counts = ledger.counts
    facts = {"reached": counts.reached, "unknown": counts.unknown, "failed": counts.failed}
    return _("%(reached)s đã nhận, %(unknown)s chưa rõ, %(failed)s không gửi được") % facts

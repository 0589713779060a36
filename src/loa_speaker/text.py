"""What the program says to a person, in Vietnamese and English."""

from __future__ import annotations

import os

from loa_speaker.errors import SpeakerError

_TEXTS: dict[str, tuple[str, str]] = {
    "not_enrolled": (
        "Thư mục {home} chưa có thiết bị nào. Hãy đăng ký bằng mã một lần: loa-speaker enrol --server … --code … --home {home}",
        "No device in {home} yet. Enrol it with a one-time code: loa-speaker enrol --server … --code … --home {home}",
    ),
    "enrolled_already": (
        "Thư mục {home} đã thuộc thiết bị {device}. Muốn đăng ký lại, hãy thêm --again.",
        "{home} already belongs to device {device}. To enrol anew add --again.",
    ),
    "running": (
        "Chương trình đang chạy với thư mục {home}. Hãy dừng nó trước.",
        "The program is already running with {home}. Stop it first.",
    ),
    "no_player": (
        "Không tìm thấy chương trình phát âm thanh. Hãy cài một trong các chương trình: {players}.",
        "No program that plays sound was found. Install one of: {players}.",
    ),
    "code_refused": (
        "Máy chủ không nhận mã này: mã sai, đã dùng hoặc quá hạn một ngày. Hãy xin mã mới ở trang của cụm loa. {text}",
        "The server refused this code: it is wrong, used or older than a day. Ask for a new one on the cluster's page. {text}",
    ),
    "unreachable": (
        "Không kết nối được tới {server}: {detail}. Hãy kiểm tra mạng và địa chỉ máy chủ.",
        "{server} cannot be reached: {detail}. Check the network and the server's address.",
    ),
    "bad_answer": (
        "Máy chủ {server} trả lời không đúng quy cách ({detail}). Hãy kiểm tra địa chỉ và phiên bản.",
        "{server} gave an answer that makes no sense ({detail}). Check its address and version.",
    ),
    "plain_http": (
        "Địa chỉ {server} không mã hóa. Hãy dùng https://, hoặc thêm --plain-http nếu đây là mạng riêng.",
        "{server} is not encrypted. Use https://, or add --plain-http on a network of your own.",
    ),
    "bad_home": (
        "Không đọc được thư mục {home}: {detail}",
        "{home} cannot be read: {detail}",
    ),
    "no_identities": (
        "Không có thiết bị nào trong {source}.",
        "There is no device in {source}.",
    ),
    "descriptors": (
        "Máy chỉ cho mở {limit} kết nối, cần {needed}. Hãy tăng giới hạn: ulimit -n {needed} (hoặc LimitNOFILE= trong systemd).",
        "This machine allows {limit} open connections, {needed} are needed. Raise the limit: ulimit -n {needed} (or LimitNOFILE= in systemd).",
    ),
    "no_decoder": (
        "Thiếu gói miniaudio để giải mã khi mô phỏng: pip install miniaudio",
        "The simulation needs the package miniaudio to decode: pip install miniaudio",
    ),
    "enrolled": (
        "Đã đăng ký thiết bị {device} cho cụm loa {cluster}. Chạy: loa-speaker run --home {home}",
        "Device {device} is enrolled for cluster {cluster}. Start it: loa-speaker run --home {home}",
    ),
    "running_now": ("đang chạy", "running"),
    "stopped": ("không chạy", "not running"),
    "status_device": (
        "Thiết bị {device}, cụm loa {cluster}: {state}",
        "Device {device}, cluster {cluster}: {state}",
    ),
    "status_line": ("Máy chủ: {server} ({way})", "Server: {server} ({way})"),
    "status_groups": ("Nhóm: {groups}", "Groups: {groups}"),
    "status_silent": ("Đang im lặng: {why}", "Silent: {why}"),
    "status_proofs": ("Nhật ký phát chờ gửi: {proofs}", "Proofs waiting to be sent: {proofs}"),
    "status_plays": ("Lịch phát còn: {plays} lượt", "Plays ahead: {plays}"),
    "status_play": ("{at}  {priority}  {state}  {id}", "{at}  {priority}  {state}  {id}"),
    "status_clock": ("Đồng hồ: {clock}", "Clock: {clock}"),
    "waiting": ("chờ phát", "waiting"),
    "sounding": ("đang phát", "sounding"),
    "broken_off": ("tạm dừng cho tin khẩn cấp", "broken off by an emergency"),
    "normal": ("thông thường", "normal"),
    "priority": ("ưu tiên", "priority"),
    "emergency": ("khẩn cấp", "emergency"),
    "killed": ("ngắt loa khẩn cấp", "kill switch"),
    "muted": ("tắt tiếng", "muted"),
    "no_audio": ("chưa có tệp âm thanh", "audio not here yet"),
    "clock_unknown": ("chưa biết giờ, chờ máy chủ", "time not known, waiting for the server"),
}


def language(wanted: str = "") -> str:
    """Return "vi" or "en": as asked for, else by the environment; Vietnamese where neither says English."""
    if wanted:
        return wanted
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "en" if value.startswith("en") else "vi"
    return "vi"


def say(lang: str, code: str, **facts: object) -> str:
    """Return a sentence."""
    vietnamese, english = _TEXTS[code]
    return (english if lang == "en" else vietnamese).format(**facts).strip()


def explain(lang: str, error: SpeakerError) -> str:
    """Return the sentence of an error."""
    return say(lang, error.code, **error.facts)

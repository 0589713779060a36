"""What the voice refuses, in words that say what to do."""

from __future__ import annotations

from typing import ClassVar

from loa.lib.errors import DomainError, Invalid


class BadSound(Invalid):
    """A sound file that cannot go on air; each reason is a class of its own."""

    code = "bad_sound"
    message: ClassVar[object] = "Tệp âm thanh này không dùng được. Hãy chọn tệp khác."


class NotSound(BadSound):
    """The content is of none of the accepted kinds, whatever the name of the file says."""

    code = "not_sound"
    message: ClassVar[object] = (
        "Tệp này không phải tệp âm thanh dùng được. Hãy gửi tệp mp3, aac, m4a, wav, ogg, opus hoặc flac."
    )


class HasPicture(BadSound):
    """A film: the sound in it may be fine, but nobody said that it is what should be heard."""

    code = "has_picture"
    message: ClassVar[object] = "Tệp này là video. Hãy xuất riêng phần âm thanh (mp3 hoặc wav) rồi gửi lại."


class Broken(BadSound):
    """Cut off, or damaged in the middle."""

    code = "broken_sound"
    message: ClassVar[object] = (
        "Tệp âm thanh bị hỏng hoặc tải lên chưa hết. Hãy nghe thử đến cuối tệp trên máy, xuất lại rồi gửi lại."
    )


class TooLong(BadSound):
    """Longer than may be sent."""

    code = "sound_too_long"


class TooLarge(BadSound):
    """More bytes than may be sent."""

    code = "sound_too_large"


class Silent(BadSound):
    """Nothing is to be heard, or too little to be levelled."""

    code = "silent_sound"
    message: ClassVar[object] = (
        "Tệp không có tiếng, tiếng quá nhỏ hoặc ngắn hơn nửa giây. Hãy kiểm tra micro, ghi âm lại rồi gửi lại."
    )


class TooSlow(BadSound):
    """The file took longer to read than any honest one does."""

    code = "sound_too_slow"
    message: ClassVar[object] = (
        "Đọc tệp âm thanh này mất quá nhiều thời gian nên đã dừng. Hãy xuất lại tệp dạng mp3 rồi gửi lại."
    )


class VoiceFailed(DomainError):
    """The speech engine gave no sound."""

    status = 503
    code = "voice_failed"
    message: ClassVar[object] = (
        "Máy đọc không tạo được âm thanh. Hãy thử lại, chọn giọng khác hoặc ghi âm trực tiếp."
    )


class NoVoice(Invalid):
    """An engine or a voice of this name is not installed."""

    code = "no_voice"
    message: ClassVar[object] = "Không có giọng đọc này. Hãy chọn một giọng trong danh sách."


class NothingToSay(Invalid):
    """A text without a word, or with more than can be read in one go."""

    code = "nothing_to_say"
    message: ClassVar[object] = "Chưa có nội dung để đọc. Hãy nhập nội dung rồi thử lại."

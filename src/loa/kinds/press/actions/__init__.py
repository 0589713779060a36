"""What the room does: newsrooms are listed and stopped, questions recorded and answered; each act is one journal row."""

from loa.kinds.press.actions.newsrooms import change, import_newsrooms, register, resume, stop, stop_by_link
from loa.kinds.press.actions.questions import answer, assign, record, refuse

__all__ = [
    "answer",
    "assign",
    "change",
    "import_newsrooms",
    "record",
    "refuse",
    "register",
    "resume",
    "stop",
    "stop_by_link",
]

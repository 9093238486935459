"""The notice of election: the one readable file that defines an election.

`read_notice` takes the file's text; `Notice` is what it says; `notice_schema` is its published
JSON schema. Source: NOTICE.
"""

from __future__ import annotations

from service.notice.forms import Notice, notice_schema
from service.notice.reading import NoticeError, NoticeFault, read_notice

__all__ = ["Notice", "NoticeError", "NoticeFault", "notice_schema", "read_notice"]

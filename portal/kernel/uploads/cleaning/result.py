# SPDX-License-Identifier: Apache-2.0
"""What the cleaning of a file gives, and how it travels from the child process to its parent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

#: Bytes a file may have as it comes, and as it is kept (a city's value).
MAX_BYTES = 20 * 1024 * 1024


class Flaw(Exception):  # noqa: N818 - an answer, not a fault of ours
    """The file cannot be taken; ``code`` says why, the parent has the sentences."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Kept:
    """A file as it may be kept.

    ``data`` is the clean copy with its ``content_type``, the ``ending`` of its content and its
    number of ``pages``. ``original`` holds the bytes as they came where they prove something (a
    signature, an electronic invoice), empty otherwise, with ``original_ending`` and
    ``original_type``. ``facts`` are particulars that the file itself says (of an invoice).
    """

    data: bytes
    content_type: str
    ending: str
    pages: int
    original: bytes = b""
    original_type: str = ""
    original_ending: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Return one line of JSON and the bytes of copy and original behind it."""
        head = {
            "type": self.content_type,
            "ending": self.ending,
            "pages": self.pages,
            "size": len(self.data),
            "original_type": self.original_type,
            "original_ending": self.original_ending,
            "facts": self.facts,
        }
        return json.dumps(head).encode() + b"\n" + self.data + self.original


def packed_flaw(code: str) -> bytes:
    """Return the line of JSON that names a flaw."""
    return json.dumps({"flaw": code}).encode() + b"\n"


def unpacked(answer: bytes) -> Kept:
    """Return what a child answered; raises Flaw as the child did, ValueError for half an answer."""
    line, separator, rest = answer.partition(b"\n")
    if not separator:
        raise ValueError("no answer")
    head = json.loads(line)
    if "flaw" in head:
        raise Flaw(head["flaw"])
    size = head["size"]
    if len(rest) < size:
        raise ValueError("half an answer")
    return Kept(
        data=rest[:size],
        content_type=head["type"],
        ending=head["ending"],
        pages=head["pages"],
        original=rest[size:],
        original_type=head["original_type"],
        original_ending=head["original_ending"],
        facts=head["facts"],
    )

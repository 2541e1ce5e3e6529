# SPDX-License-Identifier: Apache-2.0
"""Search the catalogue from the command line; a batch answers line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from services.search.engine import score
from services.search.live import current_index

if TYPE_CHECKING:
    from services.search.engine.document import SearchHit
    from services.search.engine.index import Index

LIMIT = 10


def as_json(hit: SearchHit) -> dict[str, Any]:
    """One result as the command and the API give it; listed names are items too."""
    document = hit.document
    return {
        "kind": "bundle" if document.kind == "bundle" else "item",
        "code": document.code,
        "name": document.name,
        "score": round(hit.score, 4),
        "why": hit.why,
        "listed_only": document.kind == "listed",
    }


class Command(BaseCommand):
    help = "在事项库里查找：SEARCH_CATALOGUE 我想开个餐馆"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", nargs="?", help="用自己的话说")
        parser.add_argument("--batch", type=Path, help='每行一个 {"q": …} 的文件')
        parser.add_argument("--limit", type=int, default=LIMIT)
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        query, batch, limit = options["query"], options["batch"], options["limit"]
        if (query is None) == (batch is None):
            raise CommandError(_("请给出一句话，或者用 --batch 给出文件。"), returncode=2)
        if limit < 1:
            raise CommandError(_("--limit 至少为 1。"), returncode=2)
        index = current_index()
        if batch is not None:
            self._batch(index, batch, limit)
        elif options["json"]:
            hits = [as_json(hit) for hit in score.search(index, query, limit)]
            self.stdout.write(json.dumps({"query": query, "results": hits}, ensure_ascii=False))
        else:
            for hit in score.search(index, query, limit):
                self.stdout.write(f"{hit.score:.2f}  {hit.document.name}  （{hit.why}）")

    def _batch(self, index: Index, path: Path, limit: int) -> None:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            text = _("读不了文件 %(path)s：%(why)s") % {"path": path, "why": error}
            raise CommandError(text, returncode=2) from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)["q"]
                names = [hit.document.name for hit in score.search(index, str(asked), limit)]
                answer: dict[str, Any] = {"q": asked, "results": names}
            except (ValueError, KeyError, TypeError):
                answer = {"error": {"code": "bad_line", "line": number}}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

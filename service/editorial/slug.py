"""Slugs: readable names made from titles."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from service.languages import choose
from service.schemas.values import RecordKind

LONGEST = 80
NOT_WORD = re.compile(r"[^\w]+|_+")


def make_slug(text: str) -> str:
    """Make a slug: lower case, words joined by hyphens, cut at a word, in any script."""
    folded = unicodedata.normalize("NFKC", text.replace("'", "").replace("’", "")).lower()
    words = NOT_WORD.sub("-", folded).strip("-")
    if len(words) <= LONGEST:
        return words
    cut = words[: LONGEST + 1].rpartition("-")[0]
    return cut or words[:LONGEST]


def propose_slug(kind: RecordKind, fields: Mapping[str, Any]) -> str:
    """Propose a slug for new fields: from title or label, else outlet and date, else the kind."""
    for name in ("title", "headline", "label"):
        if fields.get(name):
            text = choose(fields[name], ("en",)) or ""
            return make_slug(text) or str(kind)
    return make_slug(f"{kind} {fields.get('published') or ''}")

"""Slugs: readable names made from titles."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import islice
from typing import Any

from service.errors import FieldError
from service.languages import choose
from service.schemas.values import RecordKind

LONGEST = 80
NOTHING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
"""Letters and marks, as Unicode has it, of which nothing is seen."""
UNSEEN = re.compile(f"[{NOTHING}]")
NOT_WORD = re.compile(rf"[\W_{NOTHING}]+")
SIGNS = frozenset("-_~")


def make_slug(text: str) -> str:
    """Make a slug: lower case, words joined by hyphens, cut at a word, in any script."""
    folded = unicodedata.normalize("NFKC", text.replace("'", "").replace("’", "")).lower()
    words = NOT_WORD.sub("-", folded).strip("-")
    if len(words) <= LONGEST:
        return words
    cut = words[: LONGEST + 1].rpartition("-")[0]
    return cut or words[:LONGEST]


def refuse_foreign(slug: str | None, present: str | None = None) -> list[FieldError]:
    """Say what keeps a record from having a slug; its `present` one may be what was allowed once.

    A slug has letters, marks and digits that are seen, and SIGNS.
    """
    if not slug or slug == present:
        return []
    foreign = (ord(one) for one in slug if one not in SIGNS and not is_word(one))
    text = "contains the character U+{:04X}: write letters and digits of any script, and hyphens"
    return [FieldError("slug", text.format(one)) for one in islice(foreign, 1)]


def is_word(character: str) -> bool:
    """Say whether a character belongs to a word, and is seen."""
    return unicodedata.category(character)[0] in "LMN" and not UNSEEN.match(character)


def propose_slug(kind: RecordKind, fields: Mapping[str, Any]) -> str:
    """Propose a slug for new fields: from title or label, else outlet and date, else the kind."""
    for name in ("title", "headline", "label"):
        if fields.get(name):
            text = choose(fields[name], ("en",)) or ""
            return make_slug(text) or str(kind)
    return make_slug(f"{kind} {fields.get('published') or ''}")

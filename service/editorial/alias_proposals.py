"""Proposals of aliases: romanisations under which a Korean name may be looked for, too."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from service.editorial.export import line, read_page
from service.editorial.kinds import KINDS
from service.editorial.romanisation import (
    MCCUNE_REISCHAUER,
    NORTHERN,
    REVISED,
    as_heard,
    is_hangul,
    spelt_apart,
)
from service.schemas.authority import AuthorityType
from service.schemas.values import RecordKind
from service.tables.database import reading

MOST = 12
"""Proposals for one record."""
LANGUAGE = "ko-Latn"
PERSON = range(2, 5)
"""Syllables of a Korean person's name."""
LONG_SURNAMES = ("남궁", "독고", "동방", "사공", "서문", "선우", "제갈", "황보")
CUSTOMARY: Mapping[str, Sequence[str]] = {
    "강": ["Kang"], "고": ["Ko"], "구": ["Koo"], "권": ["Kwon"], "김": ["Kim"],
    "노": ["Roh", "Noh"], "류": ["Ryu"], "문": ["Moon"], "박": ["Park"], "배": ["Bae"],
    "백": ["Paik"], "서": ["Seo"], "신": ["Shin"], "안": ["Ahn"], "오": ["Oh"], "우": ["Woo"],
    "유": ["Yoo"], "윤": ["Yoon"], "이": ["Lee", "Yi"], "임": ["Lim"], "장": ["Chang"],
    "전": ["Chun"], "정": ["Chung", "Jung"], "조": ["Cho"], "주": ["Joo"], "최": ["Choi"],
    "허": ["Hur"], "황": ["Hwang"],
}  # fmt: skip
"""Surnames as most who have them write them, whatever standards say."""
SOUND = re.compile(r"[\W_]+")
TYPES = ("person", "organisation", "place")
LONGEST, MOST_WORDS = 8, 2
"""Syllables and words of a name that is romanised; longer ones nobody spells out."""


class Proposal(NamedTuple):
    """A record with proposed aliases: its id, and the line that an import takes."""

    id: str
    line: bytes


def proposals(engine: Engine) -> Iterator[Proposal]:
    """Go through the authorities for which there is something to propose, as editors have them.

    Raises:
        ServiceUnavailable: if the database does not answer.
    """
    with reading(engine) as connection:
        for record in authorities(connection):
            fields = record["fields"]
            if new := romanisations(fields):
                aliases = fields.get("aliases") or {}
                merged = aliases | {LANGUAGE: [*aliases.get(LANGUAGE, []), *new]}
                written = record | {"fields": fields | {"aliases": merged}}
                yield Proposal(record["id"], line(KINDS[RecordKind.authority], written, None))


def authorities(connection: Connection) -> Iterator[dict[str, Any]]:
    """Go through all authorities, drafts too."""
    last = ""
    while page := read_page(connection, KINDS[RecordKind.authority], last, drafts=True):
        yield from page
        last = page[-1]["id"]


def romanisations(authority: Mapping[str, Any]) -> list[str]:
    """Propose romanisations of the Korean names of an authority that it does not have yet."""
    if authority["type"] not in TYPES:
        return []
    aliases = authority.get("aliases") or {}
    names = [*authority["label"].values(), *chain(*aliases.values())]
    is_person = authority["type"] == AuthorityType.person
    known = {sound(name) for name in names}
    found: dict[str, str] = {}
    for name in filter(is_hangul, names):
        for proposed in person(name) if is_person else written_out(name):
            found.setdefault(sound(proposed), proposed)
    return [proposed for key, proposed in found.items() if key not in known][:MOST]


def sound(name: str) -> str:
    """Bring a name to the form in which searches compare it; words count, marks do not."""
    plain = unicodedata.normalize("NFD", name).replace("’", "").replace("'", "")
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return SOUND.sub(" ", bare).strip().casefold()


def written_out(name: str) -> Iterator[str]:
    """Write a name of an organisation or a place, word by word."""
    words = name.split()
    is_short = len("".join(words)) <= LONGEST and len(words) <= MOST_WORDS
    for system in (REVISED, MCCUNE_REISCHAUER, NORTHERN) if is_short else ():
        yield " ".join(as_heard(word, system).capitalize() for word in words)


def person(name: str) -> Iterator[str]:
    """Write the name of a Korean person in the orders and spellings that are in use.

    Nothing is proposed for other names: in Hangul they are themselves transcriptions.
    """
    if " " in name or len(name) not in PERSON:
        return
    cut = 2 if name.startswith(LONG_SURNAMES) and len(name) > 2 else 1
    surname, given = name[:cut], name[cut:]
    parts = spelt_apart(given, REVISED)
    joined, apart = "".join(parts).capitalize(), "-".join(parts).capitalize()
    surnames = [*CUSTOMARY.get(surname, ()), as_heard(surname, REVISED).capitalize()]
    for one in dict.fromkeys(surnames):
        yield from (f"{one} {joined}", f"{joined} {one}", f"{one} {apart}")
    scholarly = as_heard(surname, MCCUNE_REISCHAUER).capitalize()
    yield f"{scholarly} {'-'.join(spelt_apart(given, MCCUNE_REISCHAUER)).capitalize()}"
    northern = " ".join(one.capitalize() for one in spelt_apart(given, NORTHERN))
    yield f"{as_heard(surname, NORTHERN).capitalize()} {northern}"

"""Questions made from records: what somebody types who remembers a record, but not exactly."""

import hashlib
import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any

import pydantic_core

from service.cli.evaluate.question import Question
from service.ledger.entry import Entry
from service.search.analysis import STOP_WORDS

Json = dict[str, Any]
Maker = Callable[[Json, str, Random], str | None]
"""Makes a text to look for of a document and a language; nothing if it does not lend itself."""

KINDS = ("report", "mention")
MOST_TRIED = 20_000
WORD = re.compile(r"[^\W_]{3,}")
HANGUL = re.compile(r"[가-힣]{2,}")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NORTHERN = {
    "낙원": "락원",
    "냉전": "랭전",
    "노동": "로동",
    "노력": "로력",
    "논의": "론의",
    "양심": "량심",
    "여성": "녀성",
    "역사": "력사",
    "연대": "련대",
    "연합": "련합",
    "영도": "령도",
    "예외": "례외",
    "이론": "리론",
    "이용": "리용",
    "이탈": "리탈",
    "이해": "리해",
    "임시": "림시",
    "입법": "립법",
}
"""How words that begin otherwise in the South are written in the North."""


def known_items(entries: Iterable[Entry], seed: int, most: int) -> Iterator[Question]:
    """Make questions, at most so many of each sort and language; the same for the same seed."""
    made: Counter[tuple[str, str]] = Counter()
    asked = [entry for entry in entries if entry.kind in KINDS]
    twins = of_one_title(asked)
    for entry in asked:
        document = pydantic_core.from_json(entry.document)
        for about, (language, maker) in MAKERS.items():
            chance = Random(f"{seed} {about} {entry.slug}")  # noqa: S311  no secrets here
            if made[about, language] < most and (text := maker(document, language, chance)):
                made[about, language] += 1
                right = frozenset(
                    twins.get((entry.kind, title(document, language)), [entry.ordinal])
                )
                yield Question(about, language, text, (entry.kind,), right)


def of_one_title(entries: Iterable[Entry]) -> Mapping[tuple[str, str], list[int]]:
    """Collect the ordinals of entries by kind and title: who remembers one means any of them."""
    ordinals: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries:
        document = pydantic_core.from_json(entry.document)
        for text in (document.get("title") or document.get("headline") or {}).values():
            ordinals[entry.kind, text].append(entry.ordinal)
    return ordinals


def drawn(entries: Iterable[Entry], seed: int) -> list[Entry]:
    """Draw entries by lot, the same ones of the same catalogue; of a small one, all."""

    def lot(entry: Entry) -> bytes:
        return hashlib.sha256(f"{seed} {entry.kind} {entry.slug}".encode()).digest()

    return heapq.nsmallest(MOST_TRIED, entries, key=lot)


# What is remembered of a record.


def title(document: Json, language: str) -> str:
    """Return the title or headline in a language."""
    text: str = (document.get("title") or document.get("headline") or {}).get(language, "")
    return text


def telling(text: str) -> list[str]:
    """Return the words of a text that tell something, each once."""
    words = [word for word in WORD.findall(text) if word.lower() not in STOP_WORDS]
    return list(dict.fromkeys(words))


def title_words(document: Json, language: str, chance: Random) -> str | None:
    """Take four words of the title, in any order."""
    words = telling(title(document, language))
    return " ".join(chance.sample(words, 4)) if len(words) >= 4 else None


def title_with_slip(document: Json, language: str, chance: Random) -> str | None:
    """Take four words of the title, one letter of the longest wrong."""
    words = title_words(document, language, chance)
    if words is None:
        return None
    longest = max(words.split(), key=len)
    return words.replace(longest, slip(longest, chance), 1)


def slip(word: str, chance: Random) -> str:
    """Leave out, double, exchange or replace one letter behind the first."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice(
        [
            before + after,
            before + letter + letter + after,
            before + after[0] + letter + after[1:],
            before + chance.choice(LETTERS) + after,
        ]
    )


def phrase(document: Json, language: str, chance: Random) -> str | None:
    """Take a run of words of the abstract or summary: five, of Korean three."""
    words = abstract(document, language).split()
    length = 3 if language == "ko" else 5
    if len(words) <= length:
        return None
    at = chance.randrange(len(words) - length)
    return " ".join(words[at : at + length]).strip("-|\"“”'")


def scattered(document: Json, language: str, chance: Random) -> str | None:
    """Take words from all over the abstract or summary: five, of Korean three."""
    words = telling(abstract(document, language))
    length = 3 if language == "ko" else 5
    return " ".join(chance.sample(words, length)) if len(words) >= length else None


def abstract(document: Json, language: str) -> str:
    """Return the abstract or summary in a language."""
    text: str = (document.get("abstract") or document.get("summary") or {}).get(language, "")
    return text


def author_and_word(document: Json, language: str, chance: Random) -> str | None:
    """Take the name of an author and a word of the title."""
    people = [*document.get("contributors", []), *document.get("bylines", [])]
    labels = [one.get("agent", {}).get("label", {}).get(language) for one in people]
    names = [name for name in labels if name] or [one["name"] for one in people if "name" in one]
    words = telling(title(document, language))
    return f"{chance.choice(names)} {chance.choice(words)}" if names and words else None


# Korean headlines.


def two_words(document: Json, language: str, chance: Random) -> str | None:
    """Take two words of the title."""
    words = list(dict.fromkeys(HANGUL.findall(title(document, language))))
    return " ".join(chance.sample(words, 2)) if len(words) >= 2 else None


def two_beginnings(document: Json, language: str, chance: Random) -> str | None:
    """Take the first two syllables of two words of the title."""
    words = two_words(document, language, chance)
    return " ".join(word[:2] for word in words.split()) if words else None


def without_spaces(document: Json, language: str, chance: Random) -> str | None:
    """Take two neighbouring words of the title as one, as they are often written in the North."""
    pairs = re.findall(r"(?=(?<!\S)([가-힣]{2,}) ([가-힣]{2,})(?!\S))", title(document, language))
    return "".join(chance.choice(pairs)) if pairs else None


def northern(document: Json, language: str, chance: Random) -> str | None:
    """Take two words of the title, one of them as it is spelt in the North."""
    words = list(dict.fromkeys(HANGUL.findall(title(document, language))))
    southern = [word for word in words if word[:2] in NORTHERN]
    if not southern or len(words) < 2:
        return None
    word = chance.choice(southern)
    other = chance.choice([each for each in words if each != word])
    return f"{NORTHERN[word[:2]]}{word[2:]} {other}"


MAKERS: dict[str, tuple[str, Maker]] = {
    "four words of the title": ("en", title_words),
    "the same with one slip": ("en", title_with_slip),
    "five running words of the abstract": ("en", phrase),
    "five scattered words of the abstract": ("en", scattered),
    "an author and a word of the title": ("en", author_and_word),
    "two words of the title": ("ko", two_words),
    "their first two syllables": ("ko", two_beginnings),
    "two words of the title without space": ("ko", without_spaces),
    "northern for southern spelling": ("ko", northern),
    "three running words of the abstract": ("ko", phrase),
    "three scattered words of the abstract": ("ko", scattered),
    "an author and a Korean word of the title": ("ko", author_and_word),
}
"""The sorts of question, each in the language of what is remembered."""

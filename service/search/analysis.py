"""How text becomes terms, the same for documents and for what is asked.

Words of alphabetic scripts are lower-cased, stripped of accents and stemmed as English. Chinese,
Japanese and Korean text has no reliable word breaks (writers of the North and the South differ),
so it is cut into pairs of neighbouring characters over the run with spaces and punctuation
removed: a run of two characters or more is then found wherever it occurs.
"""

import re
import unicodedata
from functools import lru_cache
from operator import add
from typing import NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 200
NAME_LENGTH = 100
CJK = (
    "\uac00-\ud7a3\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u3041-\u3096\u30a1-\u30fa\u30fc\U00020000-\U0003ffff"
)
CJK_WORD = re.compile(f"[{CJK}]+")
CJK_RUN = re.compile(rf"[{CJK}](?:[\W_]*[{CJK}])*")
APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb\u02bf\u0060\u00b4]")
DROPPED = re.compile("[\ud800-\udfff\u1100-\u11ff\u200b-\u200f\u2060\ufeff\u00ad\u0300-\u036f]")
LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "this",
        "to",
        "was",
        "were",
        "with",
    ]
)


def word_analyzer(*, stemmed: bool) -> TextAnalyzer:
    """Cut folded text into words; the index runs the same on documents."""
    words = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return (words.filter(Filter.stemmer("english")) if stemmed else words).build()


def plain_analyzer() -> TextAnalyzer:
    """Cut text at white space only, for terms that are made here."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


WORDS = word_analyzer(stemmed=True)
SPELLED = word_analyzer(stemmed=False)


def fold(text: str) -> str:
    """Bring text to the form in which it is compared.

    Lower case, no accents, full-width and decomposed characters composed, no apostrophes, `&` as
    `and`; what no reader sees and lone Korean letters are dropped.
    """
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "").replace("&", " and ")
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = "".join(map(unaccented, text)) if ACCENTED.search(text) else text
        text = DROPPED.sub("", APOSTROPHES.sub("", text)).translate(LETTERS)
    return text.replace("'", "").replace("&", " and ")


ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u0370-\u04ff\u1e00-\u1fff]")


@lru_cache(maxsize=4096)
def unaccented(character: str) -> str:
    """Take the accents off a letter of the Latin, Greek or Cyrillic alphabet."""
    if not ACCENTED.match(character):
        return character
    return "".join(c for c in unicodedata.normalize("NFD", character) if not DROPPED.match(c))


def without_cjk(folded: str) -> str:
    """Return what is left for words when the runs of Chinese characters and the like are out."""
    return folded if folded.isascii() else CJK_WORD.sub(" ", folded)


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """Return the terms of a word as it is written, none if it has no letter or digit."""
    return tuple(WORDS.analyze(without_cjk(fold(word))))


def words_by_run(folded: str) -> list[list[str]]:
    """Return the words of each run of Chinese, Japanese and Korean text."""
    return [] if folded.isascii() else [CJK_WORD.findall(run) for run in CJK_RUN.findall(folded)]


def runs(folded: str) -> list[str]:
    """Return the runs of Chinese, Japanese and Korean text, spaces and punctuation removed."""
    return ["".join(words) for words in words_by_run(folded)]


def grams(run: str) -> list[str]:
    """Cut a run into pairs of neighbouring characters."""
    return list(map(add, run, run[1:]))


def stored_grams(run: str) -> str:
    """Write a run as the index keeps it: its pairs, then its last character.

    The last character lets a single one be found as the beginning of a term, and keeps phrases
    from reaching into the next run.
    """
    return " ".join((*grams(run), run[-1]))


class Terms(NamedTuple):
    """A text as the index keeps it, each part empty if there is nothing for it.

    Words to stem; of Chinese, Japanese and Korean text the pairs of characters of its runs, how
    its words begin (two characters, or the only one), and the pairs that stand in one word (인권
    in 북한인권, not in 개인 권리).
    """

    words: str
    grams: str
    starts: str
    inner: str


def analyse(text: str) -> Terms:
    """Bring a text into the form in which the index keeps it; names recur and are remembered."""
    return remembered(text) if len(text) < NAME_LENGTH else cut(text)


def cut(text: str) -> Terms:
    """Cut a text into its terms."""
    folded = fold(text)
    eastern = words_by_run(folded)
    words = [word for run in eastern for word in run]
    return Terms(
        without_cjk(folded).strip(),
        " ".join(stored_grams("".join(run)) for run in eastern),
        " ".join(word[:2] for word in words),
        " ".join({pair for word in words for pair in grams(word)}),
    )


remembered = lru_cache(maxsize=16384)(cut)

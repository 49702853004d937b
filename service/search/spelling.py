"""What may have been meant: the words of the index nearest to one that nothing was found for."""

from collections.abc import Iterator

from tantivy import Searcher

from service.search.analysis import CJK_WORD, STOP_WORDS, fold, grams
from service.search.fields import WHOLE

JAMO = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
ALPHABETS = ("abcdefghijklmnopqrstuvwxyz0123456789", CYRILLIC, JAMO)
SHORTEST, LONGEST = 4, 30
"""Shorter words are abbreviations as often as slips, and near too much."""
SHORTEST_RUN, LONGEST_RUN = 3, 10
LONGEST_WHOLE = 3
"""In longer runs one syllable may be too many; shorter ones would become other words."""
LONG = 7
"""Words of this length may have two letters wrong, if nothing is nearer."""
LONG_ENOUGH = 5
"""Shorter words are not doubted where something was found for them."""
BEGINNING = 3
MOST_WORDS = 3000
MOST_ANSWERS = 5
GRAMMATICAL = (
    "about after against all also among any because been before being between both but can could "
    "did does during each every had has have her here him his how may more most much must not now "
    "nor off once only other our out over own said same shall she should since some such than "
    "them then there these they those through too under until upon very were what when where "
    "which while who whom whose why will within without would you your"
)
FUNCTION_WORDS = STOP_WORDS.union(GRAMMATICAL.split())
"""Words that nobody means to look for: nothing is taken for a slip of one of them."""
HANGUL = 0xAC00
INITIALS, VOWELS, FINALS = 19, 21, 28
CHANGING = (2, 5, 11)
"""Numbers of the initials ㄴ, ㄹ and ㅇ: where words begin with them, North and South differ."""


def nearest(searcher: Searcher, word: str) -> list[str]:
    """Return up to five terms of the index that look like a word, the likeliest first."""
    folded = fold(word)
    if CJK_WORD.fullmatch(folded):
        return nearest_runs(searcher, folded)
    if not (SHORTEST <= len(folded) <= LONGEST and folded.isalnum()):
        return []
    near = counted(searcher, one_edit(folded))
    return near or (two_edits(searcher, folded) if len(folded) >= LONG else [])


def similar(searcher: Searcher, word: str) -> list[str]:
    """Return up to five terms of the index that one slip makes of a word which is in it too.

    Short words are left alone, as most of them are near some other; so are Korean particles, for
    what has fewer syllables is always found more often.
    """
    folded = fold(word)
    if not CJK_WORD.fullmatch(folded):
        is_long = LONG_ENOUGH <= len(folded) <= LONGEST and folded.isalpha()
        return counted(searcher, one_edit(folded)) if is_long else []
    if len(folded) > LONGEST_RUN:
        return []
    is_short = len(folded) < SHORTEST_RUN
    near = spelt_elsewhere(folded) if is_short else similar_runs(folded)
    return [run for run in near if is_likely(searcher, run)][:MOST_ANSWERS]


def counted(searcher: Searcher, words: set[str]) -> list[str]:
    """Return those of some words that the index has, the most frequent first."""
    meant = sorted(words - FUNCTION_WORDS)
    known = {word: searcher.doc_freq("spelled", word) for word in meant}
    found = sorted((word for word in known if known[word]), key=lambda word: -known[word])
    return found[:MOST_ANSWERS]


def one_edit(word: str) -> set[str]:
    """Return all words that differ in one letter, or by two neighbours changing places."""
    return set().union(*(edits_at(word, at) for at in range(len(word) + 1)))


def edits_at(word: str, at: int) -> set[str]:
    """Return the words that differ in the letter at a place, or one more or less there."""
    alphabet = next((letters for letters in ALPHABETS if word[0] in letters), "")
    left, right = word[:at], word[at:]
    swapped = {left + right[1] + right[0] + right[2:]} if len(right) > 1 else set()
    replaced = {left + letter + right[1:] for letter in alphabet} if right else set()
    inserted = {left + letter + right for letter in alphabet}
    return (swapped | replaced | inserted | {left + right[1:]}) - {word, ""}


def two_edits(searcher: Searcher, word: str) -> list[str]:
    """Return the words of the index that begin alike and differ in two letters."""
    begun = searcher.terms_with_prefix("spelled", word[:BEGINNING], limit=MOST_WORDS)
    near = [
        term for term, _ in begun if abs(len(term) - len(word)) <= 2 and distance(term, word) == 2
    ]
    return counted(searcher, set(near))


def distance(one: str, other: str) -> int:
    """Count the letters to insert, delete or replace to make one word of another."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row[0] = row[0], at
        for place, target in enumerate(other, 1):
            above, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, above + (letter != target)),
            )
    return row[-1]


# Korean: a syllable with one letter (jamo) wrong, or one syllable too many, such as a particle.


def nearest_runs(searcher: Searcher, run: str) -> list[str]:
    """Return the runs of the index that differ in one letter or, of long runs, lack one syllable.

    Most runs of two syllables are near some other word: of these only the spelling of the other
    half of Korea counts.
    """
    if len(run) == SHORTEST_RUN - 1:
        return [near for near in spelt_elsewhere(run) if is_likely(searcher, near)]
    if not SHORTEST_RUN <= len(run) <= LONGEST_RUN:
        return []
    places = reversed(range(len(run))) if len(run) > LONGEST_WHOLE else ()
    shorter = [run[:at] + run[at + 1 :] for at in places]
    found = [near for near in (*similar_runs(run), *shorter) if is_likely(searcher, near)]
    return found[: 4 * MOST_ANSWERS]


def spelt_elsewhere(run: str) -> list[str]:
    """Return how a word may begin in the other half of Korea: 로동 is 노동, 녀성 is 여성."""
    initial, rest = divmod(ord(run[0]) - HANGUL, VOWELS * FINALS)
    if initial not in CHANGING:
        return []
    others = (other for other in CHANGING if other != initial)
    return [chr(HANGUL + other * VOWELS * FINALS + rest) + run[1:] for other in others]


def similar_runs(run: str) -> Iterator[str]:
    """Go through the runs in which one syllable has one other letter."""
    for at, syllable in enumerate(run):
        for similar in similar_syllables(syllable):
            yield run[:at] + similar + run[at + 1 :]


def similar_syllables(syllable: str) -> list[str]:
    """Return the syllables that share all letters but one."""
    number = ord(syllable) - HANGUL
    if not 0 <= number < INITIALS * VOWELS * FINALS:
        return []
    initial, rest = divmod(number, VOWELS * FINALS)
    vowel, final = divmod(rest, FINALS)
    others = [(other, vowel, final) for other in range(INITIALS)]
    others += [(initial, other, final) for other in range(VOWELS)]
    others += [(initial, vowel, other) for other in range(FINALS)]
    made = [chr(HANGUL + (i * VOWELS + v) * FINALS + f) for i, v, f in others]
    return [each for each in made if each != syllable]


def is_likely(searcher: Searcher, run: str) -> bool:
    """Say whether the index has all pairs of a run; a search tells whether it has them in a row."""
    return all(searcher.doc_freq(f"{WHOLE}_grams", pair) for pair in grams(run))

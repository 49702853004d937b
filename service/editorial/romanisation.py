"""Korean names in Latin letters, as different countries and times write them.

Three systems: the Revised Romanization of South Korea (2000), McCune-Reischauer (1939), which
libraries use (without the apostrophe that keeps n and g apart), and the usage of North Korea. A
name of a person is written syllable by syllable, as the first asks; other names as pronounced.
"""

from dataclasses import dataclass
from itertools import pairwise

FIRST, LAST = ord("가"), ord("힣")
VOWELS, FINALS = 21, 28
SILENT = 11
"""Number of the initial ㅇ, which is not heard."""
NIEUN, RIEUL, MIEUM = 2, 5, 6
"""Numbers of the initials ㄴ, ㄹ and ㅁ."""


def letters(text: str) -> tuple[str, ...]:
    """Read letters in the order of Unicode; `-` stands for none."""
    return tuple("" if one == "-" else one for one in text.split())


HEARD = letters("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
"""How final consonants end a syllable."""
LIAISON = [0, 0, 1, 9, 2, 12, 18, 3, 5, 0, 6, 7, 9, 16, 17, 18, 6, 7, 9, 9, 10, 11, 12, 14, 15, 16]
LIAISON += [17, 18]
"""For each final consonant the initial as which it is heard before a vowel."""
LEFT = [0, 0, 0, 1, 0, 4, 4, 0, 0, 8, 8, 8, 8, 8, 8, 8, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0]
"""For each final consonant what stays behind then: the first of a double one."""
NG = 21
"""Number of the final consonant ㅇ, which stays where it is."""


@dataclass(frozen=True)
class System:
    """How a system writes initial consonants, also between voiced sounds, and vowels."""

    initials: tuple[str, ...]
    voiced: dict[str, str]
    vowels: tuple[str, ...]


REVISED = System(
    letters("g kk n d tt r m b pp s ss - j jj ch k t p h"),
    {},
    letters("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
)
MCCUNE_REISCHAUER = System(
    letters("k kk n t tt r m p pp s ss - ch tch ch’ k’ t’ p’ h"),
    {"k": "g", "t": "d", "p": "b", "ch": "j"},
    letters("a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i"),
)
NORTHERN = System(
    letters("k kk n t tt r m p pp s ss - j jj ch kh th ph h"),
    {"k": "g", "t": "d", "p": "b"},
    letters("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"),
)
Syllable = tuple[int, int, int]
"""Numbers of the initial consonant, the vowel and the final consonant."""


def is_hangul(text: str) -> bool:
    """Say whether a text has syllables of Hangul, perhaps spaces, and nothing else."""
    bare = text.replace(" ", "")
    return bool(bare) and all(FIRST <= ord(character) <= LAST for character in bare)


def syllables(word: str) -> list[Syllable]:
    """Take the syllables of a word of Hangul apart."""
    numbers = (ord(character) - FIRST for character in word)
    return [(n // (VOWELS * FINALS), n // FINALS % VOWELS, n % FINALS) for n in numbers]


def spelt_apart(word: str, system: System) -> list[str]:
    """Write each syllable as if it stood alone."""
    return [
        system.initials[initial] + system.vowels[vowel] + HEARD[final]
        for initial, vowel, final in syllables(word)
    ]


def as_heard(word: str, system: System) -> str:
    """Write a word as it is pronounced."""
    parts = syllables(word)
    ends = [HEARD[final] for _, _, final in parts]
    begins = [system.initials[initial] for initial, _, _ in parts]
    for at, (one, other) in enumerate(pairwise(parts)):
        ends[at], begins[at + 1] = meet(one[2], other[0], system)
    vowels = (system.vowels[vowel] for _, vowel, _ in parts)
    return "".join(map("".join, zip(begins, vowels, ends, strict=True)))


def meet(final: int, initial: int, system: System) -> tuple[str, str]:
    """Write the consonants between two vowels."""
    if initial == SILENT and final not in (0, NG):
        return HEARD[LEFT[final]], between(LIAISON[final], HEARD[LEFT[final]], system)
    end = HEARD[final]
    if (end, initial) in (("n", RIEUL), ("l", NIEUN), ("l", RIEUL)):
        return "l", "l"
    if initial == RIEUL and end:
        initial = NIEUN
    if initial in (NIEUN, MIEUM):
        end = {"k": "ng", "t": "n", "p": "m"}.get(end, end)
    return end, between(initial, end, system)


def between(initial: int, end: str, system: System) -> str:
    """Write an initial consonant behind the end of a syllable: voiced sounds make it voiced."""
    written = system.initials[initial]
    return system.voiced.get(written, written) if end in ("", "n", "m", "ng", "l") else written

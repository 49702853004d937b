"""Names of people and organisations, in the parts that citations sort and shorten."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from service.formats.plain import one_line
from service.languages import choose

EAST_ASIAN = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
INVERTED = re.compile(r"([^,\d]{1,60}), ([^,\d]{1,60})")
COLLECTIVE = re.compile(
    r"\b(and|of|for|ministry|department|office|center|centre|institute|inc|ltd|co)\b|&",
    re.IGNORECASE,
)
KOREAN_SURNAME = re.compile(
    "ahn|an|bae|baek|ban|bang|byun|cha|chae|cheon|cho|choe|choi|chun|chung|eom|gang|gil|go|goo|gu|"
    "gwon|ha|ham|han|heo|hong|hwang|hyun|im|jang|jeon|jeong|ji|jin|jo|joo|jung|kang|kil|kim|ko|koo|"
    "ku|kwak|kwon|lee|lim|ma|min|moon|na|nam|namgung|no|noh|oh|paik|park|pyo|rhee|ro|roh|ryu|seo|"
    "seok|seol|shim|shin|sim|so|son|song|su|suh|sung|um|woo|yang|yeo|yeom|yi|yoo|yoon|yu|yun",
    re.IGNORECASE,
)
"""Most surnames of Korea, romanised as their bearers do."""


class Name(NamedTuple):
    """A person's `family` and `given` name, or, where these cannot be told apart, `literal`."""

    literal: str
    family: str = ""
    given: str = ""

    @property
    def inverted(self) -> str:
        """The name as lists sort it: `Song, Hanna`, or as it is."""
        return f"{self.family}, {self.given}" if self.family else self.literal


def name_of(agent: Mapping[str, Any], languages: Sequence[str]) -> Name | None:
    """Name a contributor: as printed where the reader reads that script, else by its label."""
    authority, printed = agent.get("agent"), agent.get("name")
    label = choose(authority.get("label", {}), languages) if authority else None
    shown = fitting(printed, label, languages) if printed and label else printed or label
    text = one_line(shown or "")
    if not text:
        return None
    if authority is None:
        return inverted_name(text)
    return person_name(text) if authority.get("type") == "person" else Name(text)


def fitting(printed: str, label: str, languages: Sequence[str]) -> str:
    """Choose what is in the reader's script."""
    is_korean = bool(languages) and languages[0].split("-")[0] == "ko"
    return printed if bool(EAST_ASIAN.search(printed)) == is_korean else label


def inverted_name(text: str) -> Name:
    """Split `Stang, Ambrose H`, which can only be a person; other names may be anybody's."""
    found = INVERTED.fullmatch(text)
    if found is None or COLLECTIVE.search(text):
        return Name(text)
    return Name(f"{found[2]} {found[1]}", found[1], found[2])


@lru_cache(maxsize=4096)
def person_name(text: str) -> Name:
    """Split a person's name; one in Korean, Chinese or Japanese stays in its own order.

    Of a romanised Korean name the part that is a surname is one: `Yoon Yeo-sang`, `Hanna Song`.
    """
    if "," in text:
        return inverted_name(text)
    first, _, rest = text.partition(" ")
    front, _, last = text.rpartition(" ")
    if not rest or EAST_ASIAN.search(text):
        return Name(text)
    could_be_last = "-" not in rest and KOREAN_SURNAME.fullmatch(last)
    is_first = KOREAN_SURNAME.fullmatch(first) and not could_be_last
    return Name(text, first, rest) if is_first else Name(text, last, front)


def label_of(authority: Mapping[str, Any] | None, languages: Sequence[str]) -> str | None:
    """Name a record that another one shows."""
    text = choose((authority or {}).get("label", {}), languages)
    return one_line(text) if text else None

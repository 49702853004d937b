"""The records that are measured: any number of reports, and about nine times as many others.

Each record is a pure function of its number, so that a work list can name the title of any
report without reading the corpus.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from service.cli.bench.seed import dice, skewed
from service.cli.bench.words import name, prose, title

Record = dict[str, Any]

LANGUAGES = (("en",), ("en",), ("en",), ("ko",), ("ko",), ("en", "ko"))
REPORT_TYPES = ("report", "report", "research_report", "policy_report", "working_paper", "book")
MEDIA = ("article", "article", "article", "interview", "opinion", "broadcast", "wire_copy")
ROLES = ("full_text", "dataset", "video", "slides", "press_release", "related")
MOST_MENTIONS = 500
EDITION = 2
"""Changes with what is made; data of another edition is not used again."""
SHARES = {"topic": 0.02, "place": 0.02, "outlet": 0.03, "organisation": 0.15, "person": 0.78}
"""What authorities are; there is one authority for two reports."""


@dataclass(frozen=True)
class Corpus:
    """A catalogue of so many reports."""

    size: int

    def records(self) -> Iterator[Record]:
        """Go through all records; a report comes after its resources and before its mentions."""
        yield from self.authorities()
        for number in range(self.size):
            yield from self.resources(number)
            yield self.report(number)
            yield from self.mentions(number)

    def count(self, type_: str) -> int:
        """Say how many authorities of a type there are."""
        return 3 + int(self.size / 2 * SHARES[type_])

    def authorities(self) -> Iterator[Record]:
        """Go through the authorities."""
        for type_ in SHARES:
            for number in range(self.count(type_)):
                yield authority(type_, number)

    def some(self, random: Random, type_: str, most: int) -> list[str]:
        """Draw one or more authorities of a type, by key; some are named far more often."""
        drawn = (skewed(random, self.count(type_)) for _ in range(random.randint(1, most)))
        return [f"{type_}-{number}" for number in dict.fromkeys(drawn)]

    def one(self, random: Random, type_: str) -> str:
        """Draw one authority of a type, by key."""
        return self.some(random, type_, 1)[0]

    def report(self, number: int) -> Record:
        """Write one report."""
        random, titles = dice("report", number), title_map(number)
        return {
            "kind": "report",
            "key": f"report-{number}",
            "slug": f"report-{number}",
            "type": random.choice(REPORT_TYPES),
            "title": titles,
            "abstract": {language: prose(random, language, 150, 900) for language in titles},
            "published": date(random),
            "languages": list(titles),
            "publishers": [self.one(random, "organisation")],
            "contributors": [self.contributor(random) for _ in range(random.randint(1, 4))],
            "identifiers": [{"scheme": "doi", "value": f"10.5072/bench.{number}"}],
            "topics": self.some(random, "topic", 4),
            "organisations": self.some(random, "organisation", 2),
            "places": self.some(random, "place", 2),
            "resources": [f"resource-{number}-{step}" for step in range(resource_count(number))],
        }

    def contributor(self, random: Random) -> Record:
        """Write who made a report."""
        return {
            "agent": self.one(random, "person"),
            "role": random.choice(("author", "author", "author", "editor")),
            "affiliation": self.one(random, "organisation"),
            "position": {"en": title(random, "en", 2)},
        }

    def resources(self, report: int) -> list[Record]:
        """Write the resources of a report: a download, and up to four others."""
        random = dice("resources", report)
        return [
            {
                "kind": "resource",
                "key": f"resource-{report}-{step}",
                "role": random.choice(ROLES) if step else "download",
                "url": f"https://files.example.org/{report}/{step}.pdf",
                "label": {"en": title(random, "en", 4)},
                "language": random.choice(("en", "ko")),
                "media_type": "application/pdf",
                "bytes": random.randint(10_000, 20_000_000),
            }
            for step in range(resource_count(report))
        ]

    def mentions(self, report: int) -> list[Record]:
        """Write the mentions of a report: few for most, hundreds for some."""
        random = dice("mentions", report)
        count = min(int(random.paretovariate(1.03)), MOST_MENTIONS)
        return [self.mention(random, report, step) for step in range(count)]

    def mention(self, random: Random, report: int, step: int) -> Record:
        """Write one mention of a report."""
        language = random.choice(("en", "ko"))
        quote = {
            "text": prose(random, language, 25, 60),
            "language": language,
            "speaker": self.one(random, "person"),
        }
        return {
            "kind": "mention",
            "key": f"mention-{report}-{step}",
            "medium": random.choice(MEDIA),
            "outlet": self.one(random, "outlet"),
            "headline": {language: title(random, language)},
            "url": f"https://news.example.com/{report}/{step}",
            "language": language,
            "published": date(random),
            "bylines": [{"name": name(random, language)}],
            "summary": {language: prose(random, language, 35, 90)},
            "quotes": [quote] if random.random() < 0.3 else [],
            "reports": [f"report-{report}"],
            "topics": self.some(random, "topic", 2),
        }


def title_map(report: int) -> dict[str, str]:
    """Write the title of a report, in one language or two."""
    random = dice("title", report)
    return {language: title(random, language) for language in random.choice(LANGUAGES)}


def resource_count(report: int) -> int:
    """Say how many resources a report has."""
    return dice("resource count", report).randint(1, 5)


def authority(type_: str, number: int) -> Record:
    """Write one authority, under a name in each language and another one in English."""
    random = dice(type_, number)
    write = name if type_ == "person" else partial(title, most=3)
    return {
        "kind": "authority",
        "key": f"{type_}-{number}",
        "slug": f"{type_}-{number}",
        "type": type_,
        "label": {language: write(random, language) for language in ("en", "ko")},
        "aliases": {"en": [write(random, "en")]},
    }


def date(random: Random) -> str:
    """Write a date: a day, at times only a month or a year; later years have more."""
    year = 2026 - int(25 * random.random() ** 2)
    day = f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return day[: random.choice((10, 10, 10, 10, 10, 7, 4))]

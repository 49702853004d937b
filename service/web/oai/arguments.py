"""What a harvester asks: the six verbs, their arguments, and moments as OAI-PMH writes them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from service.errors import HarvestRefused

Arguments = Mapping[str, str]
TOKEN = "resumptionToken"  # noqa: S105  the name of an argument
LISTED = (("metadataPrefix",), ("from", "until", "set"))
VERBS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ()),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": LISTED,
    "ListRecords": LISTED,
}
"""What each verb must be given, and what it may be given."""
RESUMED = ("ListSets", "ListIdentifiers", "ListRecords")
PREFIX = re.compile(r"[A-Za-z0-9_.!~*'()-]{1,100}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
LONGEST = 2000


def check_arguments(given: Sequence[tuple[str, str | None]]) -> Arguments:
    """Return the arguments of a request, the verb among them.

    Raises:
        HarvestRefused: badVerb or badArgument, as the protocol has it.
    """
    counts = Counter(name for name, _ in given)
    asked = {name: value for name, value in given if value is not None}
    verb = asked.get("verb", "")
    if counts["verb"] != 1 or verb not in VERBS:
        raise HarvestRefused(f"Give one verb: {', '.join(VERBS)}.", code="badVerb")
    required, optional = VERBS[verb]
    if verb in RESUMED and TOKEN in asked:
        required, optional = (TOKEN,), ()
    wrong = [name for name in counts if name not in {"verb", *required, *optional}]
    wrong += [name for name, count in counts.items() if count > 1 or name not in asked]
    if wrong:
        takes = ", ".join((*required, *optional)) or "no argument"
        raise bad_argument(f"{wrong[0][:50]} is not taken here, or not so. {verb} takes {takes}.")
    if missing := [name for name in required if not asked.get(name)]:
        raise bad_argument(f"{missing[0]} is missing.")
    check_values(asked)
    return asked


def check_values(asked: Arguments) -> None:
    """Refuse what no value looks like; raises HarvestRefused."""
    if any(len(value) > LONGEST for value in asked.values()):
        raise bad_argument(f"No value has more than {LONGEST:,} characters.")
    if "metadataPrefix" in asked and not PREFIX.fullmatch(asked["metadataPrefix"]):
        raise bad_argument("This is no metadataPrefix. ListMetadataFormats names those there are.")
    first, last = asked.get("from", ""), asked.get("until", "")
    if first and last and len(first) != len(last):
        raise bad_argument("from and until are written alike: both as days, or both to the second.")


def bad_argument(text: str) -> HarvestRefused:
    """Say what is wrong with an argument."""
    return HarvestRefused(text, code="badArgument")


def moments(asked: Arguments) -> tuple[int | None, int | None]:
    """Return the first second that is asked for and the last (Unix time), where they are given.

    Raises:
        HarvestRefused: if they cannot be read, or exclude each other.
    """
    first = read_moment(asked, "from")
    last = read_moment(asked, "until")
    if first and last and first > last:
        raise bad_argument("from lies after until: exchange the two.")
    whole_day = timedelta(hours=23, minutes=59, seconds=59)
    if last and len(asked["until"]) == len("2024-01-15"):
        last += whole_day
    return (int(first.timestamp()) if first else None, int(last.timestamp()) if last else None)


def read_moment(asked: Arguments, name: str) -> datetime | None:
    """Read a day or a second, in UTC."""
    text = asked.get(name)
    if text is None:
        return None
    try:
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass  # such as the 31st of June: refused like what is no date at all
    raise bad_argument(f"{name} is a moment in UTC, such as 2024-01-15 or 2024-01-15T09:00:00Z.")


@lru_cache(maxsize=1000)
def write_moment(seconds: int) -> str:
    """Write a moment to the second, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"

"""Coverage over time, as a small picture that needs no script."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from service.web.html import Html, element
from service.web.pages.reader import Reader

HEIGHT, STEP, GAP = 60, 12, 3
MOST_MONTHS = 24
"""What was longer is drawn by year."""
MOST_BARS = 150
"""What would have more of them is not drawn: a part would not add up."""
Counts = Mapping[str, int]
"""How many mentions there were, by year (`2023`) or month (`2023-11`)."""


def by_month(dates: Iterable[str | None], years: Counts) -> Counts:
    """Count by month what was counted by year, if every month is known and there are few."""
    months = Counter(date[:7] for date in dates if date and len(date) >= 7)
    is_known = months and months.total() == sum(years.values())
    return months if is_known and len(run(min(months), max(months))) <= MOST_MONTHS else years


def draw(reader: Reader, counts: Counts) -> Html | None:
    """Draw how many mentions there were in each year or month; one of them needs no picture."""
    periods = run(min(counts), max(counts)) if len(counts) > 1 else []
    if not 1 < len(periods) <= MOST_BARS:
        return None
    heading = reader.say("by_month" if "-" in periods[0] else "by_year")
    known = ", ".join(f"{reader.day(one)}: {counts[one]}" for one in periods if one in counts)
    drawing = element(
        "svg",
        *bars(reader, periods, counts),
        viewBox=f"0 0 {len(periods) * STEP} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"{heading} – {known}",
    )
    ends = (element("span", reader.day(one)) for one in (periods[0], periods[-1]))
    axis = element("div", *ends, class_="axis", aria_hidden="true")
    return element("figure", drawing, axis, element("figcaption", heading), class_="chart")


def bars(reader: Reader, periods: Sequence[str], counts: Counts) -> Iterable[Html]:
    """Draw one bar for each period; where there was nothing, the ground line alone."""
    most = max(counts.get(one, 0) for one in periods) or 1
    for at, period in enumerate(periods):
        count = counts.get(period, 0)
        height = max(round(count / most * (HEIGHT - 2), 1), 1)
        title = element("title", f"{reader.day(period)}: {count}")
        yield element(
            "g",
            title,
            element(
                "rect",
                x=str(at * STEP),
                y=str(round(HEIGHT - height, 1)),
                width=str(STEP - GAP),
                height=str(height),
                class_=None if count else "none",
            ),
        )


def run(first: str, last: str) -> list[str]:
    """Return all years, or all months, from one to another."""
    if "-" not in first:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    begin, end = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]

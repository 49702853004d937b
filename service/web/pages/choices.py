"""What narrows a list on its page: the values that its records have, with how many have each."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.html import Html, element, together
from service.web.pages.reader import Reader
from service.web.pages.words import CHOICES


@dataclass(frozen=True)
class Choice:
    """A value, how many records have it, and the address of the list with those alone."""

    label: Html | str
    count: int | None
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Choices:
    """The values of one field, and the address of the list whatever its value."""

    field: str
    values: Sequence[Choice]
    anything: str

    @property
    def chosen(self) -> Html | str | None:
        """What the list is narrowed to now."""
        return next((one.label for one in self.values if one.is_chosen), None)


def narrow(reader: Reader, fields: Sequence[Choices]) -> Html | None:
    """Write the values of each field that has a choice, closed until they are asked for."""
    offered = [one for one in fields if len(one.values) > 1 or one.chosen]
    if not offered:
        return None
    parts = (details(reader, one) for one in offered)
    return element("nav", *parts, class_="choices", aria_label=reader.say("narrow"))


def details(reader: Reader, choices: Choices) -> Html:
    """Write the values of one field."""
    name, chosen = reader.word(CHOICES, choices.field), choices.chosen
    summary = (name, ": ", element("b", chosen)) if chosen else (name,)
    anything = element("a", reader.say("any"), href=choices.anything) if chosen else None
    items = (anything, *(item(one) for one in choices.values))
    return element(
        "details",
        element("summary", *summary),
        element("ul", *(element("li", one) for one in items if one)),
    )


def item(choice: Choice) -> Html:
    """Write one value; the one that is chosen leads nowhere.

    Crawlers are asked to follow none: there are more narrowed lists than records.
    """
    if choice.is_chosen:
        named = element("b", choice.label, aria_current="true")
    else:
        named = element("a", choice.label, href=choice.address, rel="nofollow")
    count = "" if choice.count is None else f" {choice.count:,}"
    return together(named, element("span", count, class_="told"))

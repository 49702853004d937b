"""Many texts looked through as one."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from service.search.sought import Sought, Span, comparable

BETWEEN = "\u3400"
"""Stands between texts: a rare ideograph ends words and, unlike a space, runs of characters too."""
Places = Mapping[int, Sequence[Span]]
"""Where something stands: offsets, by the number of the text."""


class Joined:
    """Some texts, in all of which each thing is looked for once, as that is far quicker.

    `compared` are the same texts as words are compared, if they are known already.
    """

    def __init__(self, texts: Sequence[str], compared: Iterable[str] | None = None) -> None:
        self.texts = texts
        self.folded = map(comparable, texts) if compared is None else compared
        self.begins = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self.found: dict[Sought, Places] = {}

    @cached_property
    def compared(self) -> str:
        """All texts as words are compared."""
        return BETWEEN.join(self.folded)

    @cached_property
    def written(self) -> str:
        """All texts as they are written: runs of characters have no case."""
        return BETWEEN.join(self.texts)

    def places(self, sought: Sought) -> Places:
        """Return where something stands."""
        if sought not in self.found:
            self.found[sought] = self.look_for(sought)
        return self.found[sought]

    def look_for(self, sought: Sought) -> Places:
        """Look for something in all texts."""
        places: dict[int, list[Span]] = {}
        for first, last in sought.spans(self.written if sought.run else self.compared):
            number = bisect_right(self.begins, first) - 1
            begin = self.begins[number]
            if last < self.begins[number + 1]:
                places.setdefault(number, []).append((first - begin, last - begin))
        return places

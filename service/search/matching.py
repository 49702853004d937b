"""What is asked, as a query of the engine. The only file that knows how matches are weighed.

Everything that is asked must be found in a record's whole text, which is one list to walk
through for each word. What makes a record fit better (the word is in the title, all words stand
together, ...) is looked up for the records found only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tantivy import Occur
from tantivy import Query as Match

from service.identifiers import recognise
from service.schemas.values import RecordKind
from service.search.analysis import SPELLED, fold, grams, without_cjk
from service.search.documents import name_key
from service.search.fields import INNER, REPORT, SCHEMA, WHOLE
from service.search.filtering import (
    either,
    every,
    excluding,
    filter_match,
    plain,
    published_between,
    terms,
)
from service.search.likeness import like_match
from service.search.parts import Part, is_positive, is_stop_word, is_word, parts
from service.search.query import Filter, Query
from service.search.text import Clause, Group

PLACES = {"title": 2.5, "name": 2.0, "quote": 1.0}
"""Weight of a match in these texts, beside that of the same match in the whole text."""
AS_SPELLED = 2.0
"""Weight of a word in the very form that was asked, beside that of its stem."""
SIDE_BY_SIDE = 10.0
"""Weight of all words standing side by side as they were asked."""
IN_ONE_TITLE = 15.0
"""Score of a title that has all words."""
STOP_WORD = 10.0
"""Score of a stop word: records without it come after those that have it."""
IN_ONE_WORD = 6.0
"""Score of characters that stand in one word: 인권 in 북한인권, not in 개인 권리."""
WORD_START = 5.0
"""Score of a word that begins with what was asked, besides."""
CALLED = 1_000.0
"""Score of the authority of which one of the names was asked."""
IDENTIFIER = 10_000.0
"""Score of the record whose number or address was asked."""


@dataclass(frozen=True)
class Weighing:
    """How closely records are looked at: in these places besides, and in every other way too.

    All that is asked must be found in the text that is `whole`.
    """

    places: tuple[str, ...] = ()
    is_fine: bool = False
    whole: str = WHOLE


UNWEIGHED = Weighing()
BY_TITLE = Weighing(("title",))
FINE = Weighing(tuple(PLACES), is_fine=True)


def matching(
    query: Query,
    groups: Sequence[Group],
    weighing: Weighing = UNWEIGHED,
    without: str | None = None,
) -> Match:
    """Build the query: kinds, filters (but those on the field `without`), dates and text.

    All weighings match the same records, and differ only in their scores.
    """
    needed = [plain(filter_match(each)) for each in query.filters if keeps(each, without)]
    kinds = () if without == "kind" else query.kinds
    whole = whole_text(kinds)
    if kinds and not (whole == REPORT and is_in_whole(query.text, groups)):
        needed.append(plain(terms("kind", kinds)))
    if span := published_between(query.published_from, query.published_to):
        needed.append(plain(span))
    if query.like:
        needed.append(like_match(query.like, whole))
    if query.text.strip():
        needed.append(text_match(query.text, groups, replace(weighing, whole=whole)))
    return every(needed) if needed else Match.all_query()


def whole_text(kinds: Sequence[str]) -> str:
    """Name the text in which all that is asked of some kinds of record must be found."""
    return REPORT if tuple(kinds) == (RecordKind.report,) else WHOLE


def is_in_whole(text: str, groups: Sequence[Group]) -> bool:
    """Say whether what fits has something in its whole text: of reports, that tells the kind."""
    needed = (group[0] for group in groups if len(group) == 1 and not is_stop_word(group))
    is_named = any(not (one.field or one.excluded or one.years) and parts(one) for one in needed)
    return is_named and not identifiers_of(text)


def keeps(each: Filter, without: str | None) -> bool:
    """Say whether a filter counts; one that excludes always does."""
    return each.exclude or each.field != without


# Text: every clause must match, in whatever field.


def text_match(text: str, groups: Sequence[Group], weighing: Weighing) -> Match:
    """Match a text: its clauses, or the number or address that the whole of it is.

    Who or what is called so comes before all that only says so.
    """
    found = clauses_match(groups, weighing)
    if weighing.places:
        found = preferring(found, [Match.const_score_query(called(text), CALLED)])
    if not (named := identifiers_of(text)):
        return found
    exact = Match.const_score_query(terms("identifier", named), IDENTIFIER)
    return either([exact, found])


def called(text: str) -> Match:
    """Match the authorities of which a text is a whole name, in any language."""
    return terms("named", [name_key(text)])


@lru_cache(maxsize=256)
def identifiers_of(text: str) -> Sequence[str]:
    """Return the numbers or addresses that the whole of a text is, as the index has them."""
    return tuple(f"{scheme}:{value}" for scheme, value in recognise(text))


def clauses_match(groups: Sequence[Group], weighing: Weighing = UNWEIGHED) -> Match:
    """Match all groups; stop words are wished for only, unless they are all that is asked."""
    needed = [group for group in groups if not is_stop_word(group)]
    if not any(is_positive(group) for group in needed):
        needed = list(groups)
    clauses = [(occur(group), match) for group in needed if (match := group_match(group, weighing))]
    if not clauses:
        return Match.empty_query()
    if all(kind == Occur.MustNot for kind, _ in clauses):
        clauses.append((Occur.Must, Match.all_query()))
    found = Match.boolean_query(clauses)
    if not weighing.is_fine:
        return found
    wishes = [stop_word(group[0], weighing) for group in groups if group not in needed]
    words = [group[0] for group in groups if len(group) == 1 and is_word(group[0])]
    return preferring(found, [*wishes, *together(words, weighing.whole)])


def occur(group: Group) -> Occur:
    """Say how a group takes part."""
    return Occur.Must if is_positive(group) else Occur.MustNot


def group_match(group: Group, weighing: Weighing) -> Match | None:
    """Match one of the clauses of a group; `None` if they hold nothing that can be looked for."""
    if len(group) == 1:
        return clause_match(group[0], weighing)
    found = [
        excluding(match) if clause.excluded else match
        for clause in group
        if (match := clause_match(clause, weighing))
    ]
    return either(found) if found else None


def clause_match(clause: Clause, weighing: Weighing) -> Match | None:
    """Match all parts of a clause, in its field or anywhere."""
    if clause.years:
        first, last = (f"{max(year, 1):04}" for year in clause.years)
        return plain(published_between(first, last) or Match.all_query())
    if clause.field:
        found = [
            preferring(in_field(part, clause.field), as_word(part, clause.field))
            for part in parts(clause)
        ]
    else:
        found = [anywhere(part, weighing) for part in parts(clause)]
    if weighing.is_fine and not (clause.field or clause.phrase or clause.prefix):
        wished = as_spelled(clause)
        found = [preferring(match, wished) for match in found]
    return every(found) if found else None


def anywhere(part: Part, weighing: Weighing) -> Match:
    """Match a part in the whole text, better in places that say more."""
    places = [Match.boost_query(in_field(part, name), PLACES[name]) for name in weighing.places]
    whole = as_word(part, weighing.whole if weighing.is_fine else "title")
    return preferring(
        in_field(part, weighing.whole), [*places, *(whole if weighing.places else ())]
    )


def as_word(part: Part, name: str) -> list[Match]:
    """Prefer characters that stand in one word, and those that begin it."""
    if not part.run:
        return []
    is_inner = name in (WHOLE, REPORT) and len(part.run) > 1
    fields = {f"{name}_starts": WORD_START, **({INNER: IN_ONE_WORD} if is_inner else {})}
    return [
        Match.const_score_query(Match.term_query(SCHEMA, field, part.run[:2], "basic"), score)
        for field, score in fields.items()
    ]


def in_field(part: Part, name: str) -> Match:
    """Match a part in one field."""
    if part.run:
        return run_match(part.run, name)
    found = sequence(f"{name}_words", part.words)
    if not part.prefix:
        return found
    begun = Match.phrase_prefix_query(SCHEMA, f"{name}_words", [*part.words[:-1], part.prefix])
    return either([found, begun])


def run_match(run: str, name: str) -> Match:
    """Match a run of characters anywhere."""
    field = f"{name}_grams"
    if len(run) == 1:
        return Match.phrase_prefix_query(SCHEMA, field, [run])
    return sequence(field, grams(run))


def together(words: Sequence[Clause], whole: str) -> list[Match]:
    """Prefer all words in one title, and side by side in the order of the question, there too."""
    several = [part for word in words for part in parts(word)]
    if len(words) < 2 or not several:
        return []
    title = every([in_field(part, "title") for part in several])
    phrase = parts(Clause(" ".join(word.text for word in words)))
    side_by_side = [
        Match.boost_query(in_field(phrase[0], name), SIDE_BY_SIDE)
        for name in (whole, "title")
        if len(phrase) == 1
    ]
    return [Match.const_score_query(title, IN_ONE_TITLE), *side_by_side]


def as_spelled(clause: Clause) -> list[Match]:
    """Prefer a word in the form in which it was asked."""
    words = SPELLED.analyze(without_cjk(fold(clause.text)))
    return [Match.boost_query(spelled(words[0]), AS_SPELLED)] if len(words) == 1 else []


def stop_word(clause: Clause, weighing: Weighing) -> Match:
    """Prefer records with a stop word, and those with it in the title."""
    found = Match.const_score_query(spelled(fold(clause.text)), STOP_WORD)
    return preferring(
        found, [match for part in parts(clause) for match in [anywhere(part, weighing)]]
    )


def spelled(word: str) -> Match:
    """Match a word in this very form, anywhere in a record."""
    return Match.term_query(SCHEMA, "spelled", word, index_option="freq")


def preferring(match: Match, wishes: Iterable[Match]) -> Match:
    """Match the same records, better those that match wishes too.

    One wish at a time: the engine then looks each up where `match` is found, and nowhere else.
    """
    for wish in wishes:
        match = Match.boolean_query([(Occur.Must, match), (Occur.Should, wish)])
    return match


def sequence(field: str, words: Sequence[str]) -> Match:
    """Match words that follow each other, or the only one."""
    if len(words) == 1:
        return Match.term_query(SCHEMA, field, words[0])
    return Match.phrase_query(SCHEMA, field, list(words))

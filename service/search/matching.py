"""What is asked, as a query of the engine. The only file that knows how matches are weighed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tantivy import FieldType, Occur
from tantivy import Query as Match

from service.identifiers import recognise
from service.search.analysis import SPELLED, STOP_WORDS, WORDS, fold, grams, runs, without_cjk
from service.search.fields import PUBLISHED_SHIFT, SCHEMA, WEIGHTS
from service.search.likeness import WEIGHTS as LIKENESS
from service.search.query import Filter, Query
from service.search.text import Clause, Group

TOGETHER = 10.0
"""Weight of all words standing together as they were asked, beside that of single words."""
AS_SPELLED = 2.0
"""Weight of a word in the very form that was asked, beside that of its stem."""
STOP_WORD = 10.0
"""Score of a stop word: records without it come after those that have it."""
WORD_START = 0.5
"""Extra for Korean and the like where a word begins with what was asked."""
IDENTIFIER = 10_000.0
"""Score of the record whose number or address was asked."""


@dataclass(frozen=True)
class Part:
    """What one clause needs of one kind of text: stemmed words, or a run of characters."""

    words: tuple[str, ...] = ()
    run: str = ""
    prefix: str = ""


def matching(query: Query, groups: Sequence[Group], without: str | None = None) -> Match:
    """Build the query: kinds, filters (but those on the field `without`), dates and text."""
    needed = [plain(filter_match(each)) for each in query.filters if keeps(each, without)]
    if query.kinds and without != "kind":
        needed.append(plain(terms("kind", query.kinds)))
    if span := published_between(query.published_from, query.published_to):
        needed.append(plain(span))
    if query.like:
        needed.append(like_match(query.like))
    if query.text.strip():
        needed.append(text_match(query.text, groups))
    return every(needed) if needed else Match.all_query()


def keeps(each: Filter, without: str | None) -> bool:
    """Say whether a filter counts; one that excludes always does."""
    return each.exclude or each.field != without


def is_ranked(groups: Sequence[Group]) -> bool:
    """Say whether the text asks for something, rather than only excludes."""
    return any(not clause.excluded and not clause.years for group in groups for clause in group)


def like_match(like: Iterable[tuple[str, str]]) -> Match:
    """Match what shares at least one value; rare values count more than common ones."""
    shared = (
        Match.boost_query(Match.term_query(SCHEMA, field, value, "basic"), LIKENESS[field])
        for field, value in like
    )
    return Match.boolean_query([(Occur.Should, each) for each in shared])


# Filters: they decide what is found, and leave the score alone.


def plain(match: Match) -> Match:
    """Take the score off."""
    return Match.const_score_query(match, 0.0)


def terms(field: str, values: Iterable[str | int]) -> Match:
    """Match any of some values."""
    return Match.term_set_query(SCHEMA, field, list(values))


def excluding(match: Match) -> Match:
    """Match everything else."""
    return Match.boolean_query([(Occur.Must, Match.all_query()), (Occur.MustNot, match)])


def filter_match(asked: Filter) -> Match:
    """Match what a filter lets through."""
    found = terms(asked.field, asked.values)
    return excluding(found) if asked.exclude else found


def published_between(first: str | None, last: str | None) -> Match | None:
    """Match records published from the first day of one partial date to the last day of another."""
    if first is None and last is None:
        return None
    return key_range(
        "published",
        (1 if first is None else day_number(first)) << PUBLISHED_SHIFT,
        None if last is None else day_after(last) << PUBLISHED_SHIFT,
    )


def key_range(field: str, at_least: int, below: int | None) -> Match:
    """Match numbers from `at_least` up to, not including, `below`."""
    return Match.range_query(
        SCHEMA, field, FieldType.Unsigned, at_least, below, include_upper=below is None
    )


def day_number(partial: str) -> int:
    """Return the day number of the first day of a partial date."""
    year, month, day = (*map(int, partial.split("-")), 1, 1)[:3]
    return date(year, month, day).toordinal()


def day_after(partial: str) -> int:
    """Return the day number of the day after a partial date."""
    year, *rest = map(int, partial.split("-"))
    if len(rest) == 2:
        return day_number(partial) + 1
    month = rest[0] + 1 if rest else 13
    year, month = (year + 1, 1) if month == 13 else (year, month)
    return date.max.toordinal() + 1 if year > 9999 else date(year, month, 1).toordinal()


# Text: every clause must match, in whatever field.


def text_match(text: str, groups: Sequence[Group]) -> Match:
    """Match a text: its clauses, or the number or address that the whole of it is."""
    found = clauses_match(groups)
    named = [f"{scheme}:{value}" for scheme, value in recognise(text)]
    if not named:
        return found
    exact = Match.const_score_query(terms("identifier", named), IDENTIFIER)
    return Match.boolean_query([(Occur.Should, exact), (Occur.Should, found)])


def clauses_match(groups: Sequence[Group]) -> Match:
    """Match all groups; stop words are wished for only, unless they are all that is asked."""
    needed = [group for group in groups if not is_stop_word(group)]
    if not any(is_positive(group) for group in needed):
        needed = list(groups)
    clauses = [(occur(group), match) for group in needed if (match := group_match(group))]
    if not clauses:
        return Match.empty_query()
    if all(kind == Occur.MustNot for kind, _ in clauses):
        clauses.append((Occur.Must, Match.all_query()))
    wishes = wished([group[0] for group in groups if len(group) == 1 and is_word(group[0])])
    wishes += [match for group in groups if group not in needed and (match := group_match(group))]
    return Match.boolean_query([*clauses, *((Occur.Should, wish) for wish in wishes)])


def occur(group: Group) -> Occur:
    """Say how a group takes part."""
    return Occur.Must if is_positive(group) else Occur.MustNot


def is_positive(group: Group) -> bool:
    """Say whether a group asks for something; one clause alone may exclude."""
    return len(group) > 1 or not group[0].excluded


def is_stop_word(group: Group) -> bool:
    """Say whether a group is a word such as `the`, typed without an operator."""
    return len(group) == 1 and is_word(group[0]) and fold(group[0].text) in STOP_WORDS


def is_word(clause: Clause) -> bool:
    """Say whether a clause is a word without any operator."""
    return not (clause.field or clause.phrase or clause.prefix or clause.excluded or clause.years)


def group_match(group: Group) -> Match | None:
    """Match one of the clauses of a group; `None` if they hold nothing that can be looked for."""
    if len(group) == 1:
        return clause_match(group[0])
    found = [
        excluding(match) if clause.excluded else match
        for clause in group
        if (match := clause_match(clause))
    ]
    return Match.boolean_query([(Occur.Should, match) for match in found]) if found else None


def clause_match(clause: Clause) -> Match | None:
    """Match all parts of a clause, each in the field where it fits best."""
    if clause.years:
        first, last = (f"{max(year, 1):04}" for year in clause.years)
        return plain(published_between(first, last) or Match.all_query())
    weights = {clause.field: 1.0} if clause.field else WEIGHTS
    found = [best_field(part, weights) for part in parts(clause)]
    return every(found) if found else None


def parts(clause: Clause) -> list[Part]:
    """Cut a clause into its words and its runs of Chinese, Japanese or Korean characters."""
    folded = fold(clause.text)
    words = tuple(WORDS.analyze(without_cjk(folded)))
    made = [Part(run=run) for run in runs(folded)]
    if words:
        beginning = without_cjk(folded).split()[-1] if clause.prefix else ""
        made.append(Part(words, prefix=beginning))
    return made


def best_field(part: Part, weights: dict[str, float]) -> Match:
    """Match a part in any field; the best field counts, and a little of the others."""
    found = [Match.boost_query(in_field(part, name), weight) for name, weight in weights.items()]
    return Match.disjunction_max_query(found) if len(found) > 1 else found[0]


def in_field(part: Part, name: str) -> Match:
    """Match a part in one field."""
    if part.run:
        return run_match(part.run, name)
    found = sequence(f"{name}_words", part.words)
    if not part.prefix:
        return found
    begun = Match.phrase_prefix_query(SCHEMA, f"{name}_words", [*part.words[:-1], part.prefix])
    return either(found, begun)


def run_match(run: str, name: str) -> Match:
    """Match a run of characters anywhere, a little better at the beginning of a word."""
    field = f"{name}_grams"
    if len(run) == 1:
        found = Match.phrase_prefix_query(SCHEMA, field, [run])
    else:
        found = sequence(field, grams(run))
    start = Match.term_query(SCHEMA, f"{name}_starts", run[:2])
    bonus = Match.boost_query(start, WORD_START)
    return Match.boolean_query([(Occur.Must, found), (Occur.Should, bonus)])


def wished(words: Sequence[Clause]) -> list[Match]:
    """Prefer words in the form in which they were asked, and all of them standing together."""
    found = [Match.boost_query(spelled(word), AS_SPELLED) for word in spellings(words)]
    found += [
        Match.const_score_query(spelled(word), STOP_WORD)
        for word in spellings(words)
        if word in STOP_WORDS
    ]
    together = parts(Clause(" ".join(word.text for word in words)))
    if len(words) > 1 and len(together) == 1:
        found.append(Match.boost_query(best_field(together[0], WEIGHTS), TOGETHER))
    return found


def spellings(clauses: Sequence[Clause]) -> list[str]:
    """Return the words of some clauses as they are spelled, folded."""
    return [word for each in clauses for word in SPELLED.analyze(without_cjk(fold(each.text)))]


def spelled(word: str) -> Match:
    """Match a word in this very form, anywhere in a record."""
    return Match.term_query(SCHEMA, "spelled", word, index_option="freq")


# The engine's queries, put together.


def sequence(field: str, words: Sequence[str]) -> Match:
    """Match words that follow each other, or the only one."""
    if len(words) == 1:
        return Match.term_query(SCHEMA, field, words[0])
    return Match.phrase_query(SCHEMA, field, list(words))


def every(matches: Sequence[Match]) -> Match:
    """Match all of some."""
    return Match.boolean_query([(Occur.Must, match) for match in matches])


def either(*matches: Match) -> Match:
    """Match any of some."""
    return Match.boolean_query([(Occur.Should, match) for match in matches])

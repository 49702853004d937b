from collections.abc import Iterator
from pathlib import Path

import pytest
from tantivy import Query as Match

from service.search.query import FACETS, FacetValue, Filter, Hits
from service.search.snapshot import engine_errors
from tests.search.library import Library, record_id


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path) as opened:
        yield opened


@pytest.fixture
def shelf(library: Library) -> Library:
    """Three reports and two mentions with outlets, dates and topics."""
    herald = library.authority("herald", "outlet", {"en": "Herald"})
    times = library.authority("times", "outlet", {"en": "Times"})
    prison = library.authority("prison", "topic", {"en": "Prisons"})
    first = library.report("first", "Prison report", published="2014-02-07", topics=[prison])
    library.report("second", "Food report", published="2014", languages=["ko", "en"])
    library.report("third", "Court report")
    library.publish(
        "mention", "m1", headline={"en": "Prison news"}, outlet=herald, reports=[first],
        published="2014-03", medium="article",
    )  # fmt: skip
    library.publish(
        "mention", "m2", headline={"en": "More news"}, outlet=times, published="2015-01-01",
        medium="article",
    )  # fmt: skip
    return library


def pages(library: Library, text: str, limit: int, sort: str) -> list[str]:
    """Read all pages, one after another."""
    names: list[str] = []
    page = library.ask(text, limit=limit, sort=sort)
    for _ in range(1000):
        names += library.names(page)
        if page.last is None:
            return names
        page = library.ask(text, limit=limit, sort=sort, after=page.last)
    raise AssertionError("the pages have no end")


def test_a_fault_of_the_engine_is_an_error_that_can_be_caught(shelf: Library) -> None:
    shelf.find()
    searcher = shelf.index.seen().searcher
    with pytest.raises(RuntimeError, match="fault"), engine_errors():
        searcher.search(Match.all_query(), 0)


# Filters


def test_filters_must_all_hold_and_values_of_one_are_alternatives(shelf: Library) -> None:
    herald, times = record_id("herald"), record_id("times")
    either = Filter("outlet", (herald, times))
    assert shelf.find(filters=(either,), sort="published") == ["m1", "m2"]
    assert shelf.find(filters=(either, Filter("year", ("2015",)))) == ["m2"]
    assert shelf.find(filters=(Filter("report", (record_id("first"),)),)) == ["m1"]


def test_an_excluding_filter_keeps_everything_else(shelf: Library) -> None:
    without = Filter("outlet", (record_id("herald"),), exclude=True)
    assert shelf.find(kinds=("mention",), filters=(without,)) == ["m2"]
    assert shelf.find("report -food", kinds=("report",), sort="published") == ["first", "third"]


def test_a_value_that_no_record_has_finds_nothing(shelf: Library) -> None:
    for value in ("", "nobody", "\ud800", "x" * 70_000):
        assert shelf.find(filters=(Filter("outlet", (value,)),)) == []
        assert shelf.find(filters=(Filter("outlet", (value, "other")),)) == []


def test_records_are_filtered_by_what_they_have(library: Library) -> None:
    library.report("bare", "Bare")
    library.report(
        "full", "Full", mention_count=2, abstract={"en": "About"},
        identifiers=[{"scheme": "isbn", "value": "978-0-306-40615-7"}],
        resources=[{"id": "pdf", "kind": "resource", "type": "download", "slug": "pdf"}],
    )  # fmt: skip
    for value in ("abstract", "isbn", "download", "mentions", "resources"):
        assert library.find(filters=(Filter("has", (value,)),)) == ["full"]
    assert library.find(filters=(Filter("resource", ("pdf",)),)) == ["full"]


def test_resources_are_filtered_by_role_owner_and_link_state(library: Library) -> None:
    owner = library.report("doors", "Behind Closed Doors")
    library.publish(
        "resource", "pdf", role="download", belongs_to=[owner], language="ko",
        url="https://example.org/doors.pdf", health={"state": "dead"},
    )  # fmt: skip
    named = {"role": "download", "report": owner["id"], "link_state": "dead", "language": "ko"}
    for field, value in named.items():
        assert library.find(kinds=("resource",), filters=(Filter(field, (value,)),)) == ["pdf"]
    assert library.find("doors", kinds=("resource",)) == ["pdf"]


def test_people_are_found_in_every_part_they_play(library: Library) -> None:
    hanna = library.authority("hanna", "person", {"en": "Hanna Song", "ko": "송한나"})
    nkdb = library.authority("nkdb", "organisation", {"en": "NKDB"})
    library.report("r1", "One", contributors=[{"agent": hanna, "role": "author"}])
    quote = {"text": "Words", "language": "en", "speaker": hanna, "affiliation": nkdb}
    library.publish("mention", "m1", headline={"en": "Two"}, quotes=[quote])
    library.publish("mention", "m2", headline={"en": "Three"}, bylines=[{"agent": hanna}])
    person = Filter("person", (hanna["id"],))
    assert sorted(library.find(filters=(person,))) == ["m1", "m2", "r1"]
    assert library.find("author:송한나", sort="published") == ["r1", "m2"]
    assert library.find(filters=(Filter("authority", (nkdb["id"],)),)) == ["m1"]


def test_dates_cover_the_whole_year_or_month(shelf: Library) -> None:
    def between(first: str | None, last: str | None) -> list[str]:
        return shelf.find(published_from=first, published_to=last, sort="published")

    assert between("2014", "2014") == ["second", "first", "m1"]
    assert between("2014-02", "2014-03") == ["first", "m1"]
    assert between("2014-02-08", None) == ["m1", "m2"]
    assert between(None, "2014-02-07") == ["second", "first"]
    assert between("2015-01-01", "9999-12-31") == ["m2"]


# Order and pages


def test_lists_without_text_are_in_the_order_asked_for(shelf: Library) -> None:
    both = ("report", "mention")
    assert shelf.find(kinds=both) == ["m2", "m1", "first", "second", "third"]
    assert shelf.find(kinds=both, sort="published") == ["second", "first", "m1", "m2", "third"]
    assert shelf.find(kinds=both, sort="-updated") == ["m2", "m1", "third", "second", "first"]


def test_titles_are_in_order_however_much_they_share(library: Library) -> None:
    shared = "Report on the situation of human rights in the country of"
    titles = {"c": "The albatross", "e": f"{shared} B", "d": f"{shared} A", "b": "2014", "f": "가"}
    for name, title in titles.items():
        library.report(name, title)
    library.report("g", "나", mention_count=3)
    library.publish("mention", "untitled")
    order = ["b", "c", "e", "d", "f", "g", "untitled"]
    assert library.find(sort="title") == order
    assert pages(library, "", 2, "title") == order
    assert library.find(sort="-coverage")[0] == "g"


def test_each_order_of_titles_prefers_its_language(library: Library) -> None:
    library.publish("report", "one", title={"en": "Zebra", "ko": "가"})
    library.publish("report", "two", title={"en": "Apple", "ko": "나"})
    assert library.find(sort="title") == ["two", "one"]
    assert library.find(sort="title_ko") == ["one", "two"]


SORTS = ["relevance", "-published", "published", "-updated", "title", "title_ko", "-coverage"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "report", "리", "rep*"])
def test_pages_add_up_to_the_total(library: Library, text: str, sort: str) -> None:
    for number in range(60):
        library.report(f"r{number}", "리포트" if number % 2 else "Report")
        library.publish("mention", f"m{number}", headline={"en": "Report 리포트"})
    total = library.ask(text).total
    assert total in (60 + 30, 120)
    whole = library.find(text, sort=sort, limit=200)
    for limit in (1, 7, 120):
        assert pages(library, text, limit, sort) == whole
    assert len(set(whole)) == total


def test_a_page_goes_on_behind_the_last_record_while_others_change(library: Library) -> None:
    for number in range(10):
        library.report(f"r{number}", f"Report{' report' * number}")
    first = library.ask("report", limit=4)
    rest = pages(library, "report", 100, "relevance")[4:]
    library.report("late", "A late report")
    library.withdraw(library.names(first)[0])
    second = library.ask("report", limit=100, after=first.last)
    assert [name for name in library.names(second) if name != "late"] == rest


def test_records_that_fit_equally_come_in_the_order_of_first_publication(library: Library) -> None:
    for name in ("c", "a", "b"):
        library.report(name, "Same title")
    library.report("c", "Same title")
    assert library.find("same") == ["c", "a", "b"]


# Facets


def counts(hits: Hits, name: str) -> dict[str, int]:
    return {each.value: each.count for each in hits.facets[name]}


def test_facets_count_what_was_found(shelf: Library) -> None:
    hits = shelf.ask(facets=("kind", "year", "language", "topic", "medium"))
    assert hits.facets["kind"] == (
        FacetValue("authority", 3),
        FacetValue("report", 3),
        FacetValue("mention", 2),
    )
    assert counts(hits, "year") == {"2014": 3, "2015": 1}
    assert counts(hits, "language") == {"en": 1, "ko": 1}
    assert counts(hits, "topic") == {record_id("prison"): 1}
    assert shelf.ask("nothing at all", facets=("kind",)).facets == {"kind": ()}


def test_a_filter_does_not_hide_the_other_values_of_its_own_facet(shelf: Library) -> None:
    herald = Filter("outlet", (record_id("herald"),))
    hits = shelf.ask(filters=(herald,), facets=("outlet", "year", "kind"))
    assert counts(hits, "outlet") == {record_id("herald"): 1, record_id("times"): 1}
    assert counts(hits, "year") == {"2014": 1}
    hits = shelf.ask("prison", kinds=("report",), facets=("kind",))
    assert hits.total == 1
    assert {each.value: each.count for each in hits.facets["kind"]} == {
        "report": 1, "mention": 1, "authority": 1
    }  # fmt: skip
    hits = shelf.ask(kinds=("mention",), facets=("kind",))
    assert counts(hits, "kind") == {"authority": 3, "report": 3, "mention": 2}


def test_a_chart_has_all_years_from_the_first_to_the_last(shelf: Library) -> None:
    shelf.report("old", "Old report", published="2011-05")
    hits = shelf.ask(facets=("year", "kind"), facet_sort="value", facet_limit=2)
    years = [(each.value, each.count) for each in hits.facets["year"]]
    assert years == [("2011", 1), ("2012", 0), ("2013", 0), ("2014", 3), ("2015", 1)]
    assert [each.value for each in hits.facets["kind"]] == ["authority", "report"]
    assert shelf.ask("nothing", facets=("year",), facet_sort="value").facets["year"] == ()


def test_a_chart_ends_with_the_latest_years(library: Library) -> None:
    for year in ("0001", "2020"):
        library.report(f"r{year}", "Report", published=year)
    values = [
        each.value for each in library.ask(facets=("year",), facet_sort="value").facets["year"]
    ]
    assert (values[0], values[-1], len(values)) == ("1521", "2020", 500)


def test_values_are_looked_for_in_a_facet_by_every_name(library: Library) -> None:
    camps = library.authority("camps", "topic", {"en": "Prison camps", "ko": "수용소"})
    trials = library.authority("trials", "topic", {"en": "Trials"})
    library.report("r1", "One", topics=[camps, trials], series={"title": {"en": "White Papers"}})
    for text in ("수용", "camp", "pris ca"):
        hits = library.ask(facets=("topic", "series"), facet_text=text)
        assert counts(hits, "topic") == {record_id("camps"): 1}
        assert counts(hits, "series") == {}
    assert counts(library.ask(facets=("series",), facet_text="PAPER"), "series") == {
        "White Papers": 1
    }
    for text in ("zzz", "!"):
        assert counts(library.ask(facets=("topic",), facet_text=text), "topic") == {}


def test_values_are_found_however_many_others_are_called_alike(library: Library) -> None:
    people = [
        library.authority(f"kim-{number}", "person", {"en": f"Kim {number}"})
        for number in range(1500)
    ]
    shown = [*people[:300], people[-1], people[-1]]
    for number, person in enumerate(shown):
        author = {"agent": person, "role": "author"}
        library.report(f"r{number}", "One", contributors=[author])
        library.catch_up() if number % 60 == 0 else None  # the index has several parts
    found = counts(library.ask(facets=("person",), facet_text="kim", facet_limit=2), "person")
    assert found.popitem()[1] == 1
    assert found == {record_id("kim-1499"): 2}
    assert (
        len(counts(library.ask(facets=("person",), facet_text="k", facet_limit=400), "person"))
        == 301
    )


def test_words_of_the_catalogue_are_looked_for_by_what_readers_call_them(library: Library) -> None:
    library.report("r1", "One", languages=["en", "zh-Hant"])
    for text, value in (
        ("영어", "en"),
        ("chinese", "zh-Hant"),
        ("번체", "zh-Hant"),
        ("hant", "zh-Hant"),
    ):
        hits = library.ask(facets=("language",), facet_text=text)
        assert counts(hits, "language") == {value: 1}
    assert counts(library.ask(facets=("kind",), facet_text="보고서"), "kind") == {"report": 1}


def test_every_facet_counts_what_records_have(library: Library) -> None:
    agent = library.authority("nkdb", "organisation", {"en": "NKDB"})
    person = library.authority("hanna", "person", {"en": "Hanna"})
    place = library.authority("seoul", "place", {"en": "Seoul"})
    outlet = library.authority("herald", "outlet", {"en": "Herald"})
    topic = library.authority("trials", "topic", {"en": "Trials"})
    report = library.report(
        "doors", "Doors", type="report", languages=["en"], published="2023", publishers=[agent],
        organisations=[agent], places=[place], topics=[topic], series={"title": {"en": "Papers"}},
        contributors=[{"agent": person, "role": "author"}],
    )  # fmt: skip
    library.publish("mention", "m1", headline={"en": "News"}, outlet=outlet, medium="article")
    library.publish(
        "resource", "pdf", role="download", belongs_to=[report], url="https://example.org/",
        health={"state": "dead"},
    )  # fmt: skip
    assert all(library.ask(facets=FACETS).facets[name] for name in FACETS)

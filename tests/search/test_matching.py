import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import InvalidRequest
from tests.search.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(tmp_path_factory.mktemp("search")) as opened:
        fill(opened)
        yield opened


def fill(library: Library) -> None:
    """Publish the records that the tests below look for."""
    ministry = library.authority(
        "mss", "organisation", {"en": "Ministry of State Security", "ko": "국가보위성"},
        ko=["보위부", "국가안전보위부"], en=["MSS"],
    )  # fmt: skip
    times = library.authority("times", "outlet", {"en": "The Korea Times", "ko": "코리아타임스"})
    library.report(
        "doors", "Behind Closed Doors", organisations=[ministry], published="2023-11-24",
        abstract={"en": "How a secret police force is organised, and what survivors say of it."},
        contributors=[{"name": "Hanna Song", "role": "author"}],
        identifiers=[
            {"scheme": "un_symbol", "value": "A/HRC/25/63"},
            {"scheme": "isbn", "value": "978-0-306-40615-7"},
        ],
    )  # fmt: skip
    library.report("paper", "2014 북한 인권 백서", published="2014")
    library.report("private", "개인 권리 보고서")
    library.report("coi", "COI보고서: 북한인권의 현황", published="2015-03")
    library.report("cafe", "Café “O’Brien” & Söhne: policies of K-pop")
    library.report("closed", "The door that was closed behind us")
    library.publish(
        "mention", "news", headline={"en": "A force of its own"}, outlet=times,
        url="https://www.example.org/news/1?utm_source=x", published="2023-11-25",
        quotes=[{"text": "Nobody came back from there.", "language": "en"}],
    )  # fmt: skip


def among(library: Library, text: str) -> list[str]:
    """Find reports and mentions."""
    return library.find(text, kinds=("report", "mention"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("doors closed", {"doors", "closed"}),
        ('"closed doors"', {"doors"}),
        ("“Closed Doors”", {"doors"}),
        ('"doors closed"', set()),
        ("closed -behind", set()),
        ("closed -secret", {"closed"}),
        ('closed -"closed doors"', {"closed"}),
        ("-closed -북한 -권리 -café", {"news"}),
        ("백서 OR doors", {"paper", "doors", "closed"}),
        ("백서 | coi", {"paper", "coi"}),
        ("poli*", {"doors", "cafe"}),
        ("policing*", {"doors"}),
        ("title:force", {"news"}),
        ("force", {"doors", "news"}),
        ('title:"closed doors"', {"doors"}),
        ("quote:nobody", {"news"}),
        ("outlet:코리아타임스", {"news"}),
        ("author:song", {"doors"}),
        ("year:2014", {"paper"}),
        ("year:2014..2015", {"paper", "coi"}),
        ("year:2015.. -year:2023", {"coi"}),
        ("YEAR:..2014", {"paper"}),
        ("the", {"closed", "news"}),
        ("ＤＯＯＲＳ　ｃｌｏｓｅｄ", {"doors", "closed"}),
        ("cafe obrien", {"cafe"}),
        ("CAFÉ O'Brien and sohne", {"cafe"}),
        ("k-pop policy", {"cafe"}),
    ],
)
def test_operators_mean_what_they_mean_on_the_web(
    library: Library, text: str, found: set[str]
) -> None:
    assert set(among(library, text)) == found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("인권", {"paper"}),
        ("북한", {"paper", "coi"}),
        ("백서", {"paper"}),
        ("북한인권백서", {"paper"}),
        ("북한 인권 백서", {"paper"}),
        ("북한인 권백서", {"paper"}),
        ('"북한 인권"', {"paper", "coi"}),
        ("현황", {"coi"}),
        ("황", {"coi"}),
        ("백", {"paper"}),
        ("COI보고서", {"coi"}),
        ("보고서 COI", {"coi"}),
        ("북한인권 2014", {"paper"}),
        (unicodedata.normalize("NFD", "백서"), {"paper"}),
        ("백서ㅋㅋ", {"paper"}),
        ("보위부", {"doors"}),
        ("국가 보위성", {"doors"}),
        ("Ministry of State Security", {"doors"}),
        ("mss", {"doors"}),
    ],
)
def test_korean_is_found_however_it_is_spaced_and_named(
    library: Library, text: str, first: set[str]
) -> None:
    found = among(library, text)
    assert set(found[: len(first)]) == first


def test_the_beginning_of_a_korean_word_comes_before_its_middle(library: Library) -> None:
    assert among(library, "인권")[0] == "paper"
    assert set(among(library, "인권")) == {"paper", "coi", "private"}


def test_characters_of_two_words_come_after_those_of_one(tmp_path: Path) -> None:
    long = "여러 해 동안 조사하고 모은 북한 {}의 현황과 과제 그리고 전망"
    with Library(tmp_path) as library:
        library.report("straddling", "개인 권리 개인 권리")
        library.report("inside", "북한인권의 현황")
        library.report("beginning", long.format("인권"))
        library.report("text", "보고서", abstract={"ko": "북한의 인권 상황을 다룬다."})
        library.report("short", "인권")
        found = library.find("인권")
        assert found[0] == "short"
        assert found.index("beginning") < found.index("inside") < found.index("straddling")
        assert found[-1] == "straddling"


def test_only_exclusions_leave_everything_else(library: Library) -> None:
    everything = library.ask(kinds=("report", "mention")).total
    assert library.ask("-doors", kinds=("report", "mention")).total == everything - 2


@pytest.mark.parametrize(
    "text", ["!!!", "-", '"', '""', "*", "()", "\ud800", "👩‍👩‍👧", "ㅋㅋㅋ", "-!"]
)
def test_a_text_without_words_finds_nothing(library: Library, text: str) -> None:
    assert among(library, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A/HRC/25/63",
        "a/hrc/25/63",
        "9780306406157",
        "0-306-40615-2",
        "ISBN 978-0-306-40615-7",
        "https://example.org/news/1",
    ],
)
def test_the_record_whose_number_or_address_is_asked_comes_first(
    library: Library, text: str
) -> None:
    assert among(library, text)[:1] == ["news" if "news" in text else "doors"]


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("closde doors", "closed doors"),
        ("ministri of state securty", "ministri of state security"),
        ("surviwors", "survivors"),
        ("organizedd", "organised"),
        ("보의부", "보위부"),
        ("보위부는", "보위부"),
        ("닌권 백서", "인권 백서"),
        ("Clossed Doors", "Closed Doors"),
        ("STAET Security", "STATE Security"),
    ],
)
def test_a_slip_of_the_pen_is_corrected(library: Library, text: str, corrected: str) -> None:
    hits = library.ask(text)
    assert hits.total
    assert hits.corrected == corrected


def test_nothing_is_corrected_where_filters_are_the_reason(library: Library) -> None:
    hits = library.ask("closed doors", kinds=("mention",))
    assert (hits.total, hits.corrected) == (0, None)
    assert library.ask("zzzzzzzzzz").corrected is None


def test_too_many_words_are_refused(library: Library) -> None:
    with pytest.raises(InvalidRequest, match="65 words"):
        library.ask("word " * 65)
    assert library.ask("인" * 1000).total == 0


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet='-":*|OR titleyear.0129북한 인a/', max_size=30),
        st.lists(
            st.sampled_from(["OR", "-", '"', "title:", "year:", "a*", "북", "closed", "the"]),
            max_size=8,
        ).map(" ".join),
    )
)
def test_every_text_has_an_answer(library: Library, text: str) -> None:
    hits = library.ask(text, facets=("kind",), limit=3)
    assert len(hits.hits) == min(3, hits.total)

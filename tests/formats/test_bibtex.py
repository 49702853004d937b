from hypothesis import example, given
from pybtex.database import Entry, parse_string
from pybtex.richtext import Text

from service.formats.bibtex import write_bibtex
from service.formats.citable import cite
from service.formats.format import Wish
from tests.formats.documents import (
    HOSTILE,
    MENTION,
    REPORT,
    Json,
    hostile_works,
    languages,
    make_document,
)


def read(text: bytes) -> Entry:
    (entry,) = parse_string(text.decode(), "bibtex").entries.values()
    return entry


UNKNOWN = {
    r"\$": "$",
    r"\textasciicircum{}": "^",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciigrave{}": "`",
    r"\textbar{}": "|",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
}
"""Macros of LaTeX that pybtex does not print."""


def plain(latex: str) -> str:
    """What LaTeX prints."""
    known = latex
    for place, macro in enumerate(UNKNOWN):
        known = known.replace(macro, chr(0xE000 + place))
    printed = str(Text.from_latex(known))
    for place, character in enumerate(UNKNOWN.values()):
        printed = printed.replace(chr(0xE000 + place), character)
    return printed


def test_a_report_keeps_what_bibtex_can_hold() -> None:
    entry = read(write_bibtex(REPORT, Wish()))
    assert entry.type == "techreport"
    assert entry.key == "behind-closed-doors"
    fields = {name: plain(value) for name, value in entry.fields.items() if name != "url"}
    assert fields == {
        "year": "2023",
        "month": "November",
        "title": "Behind Closed Doors: Chains of Command",
        "institution": "NKDB",
        "series": "Studies",
        "number": "A/HRC/25/63, NKDB-2023-7",
        "isbn": "9788993739435",
        "issn": "2005-9744",
        "doi": "10.6028/nbs.bms.11",
        "language": "en",
        "keywords": "Accountability",
        "abstract": "How orders travel.",
    }
    assert entry.fields["url"] == "https://example.org/a_b%20c.pdf?x=%7B1%7D&y=#z"


def test_people_have_family_names_and_organisations_do_not() -> None:
    people = read(write_bibtex(REPORT, Wish())).persons
    names = [(person.last_names, person.first_names) for person in people["author"]]
    assert names == [(["Song"], ["Hanna"]), (["Yoon"], ["Yeo-sang"]), (["{NKDB}"], [])]
    assert [str(person) for person in people["editor"]] == ["Stang, Ambrose H"]


def test_a_name_in_korean_keeps_its_own_order() -> None:
    people = read(write_bibtex(REPORT, Wish(("ko",)))).persons["author"]
    assert [person.last_names for person in people][1:] == [["{윤여상}"], ["{북한인권정보센터}"]]


def test_a_mention_is_an_article_of_its_outlet() -> None:
    entry = read(write_bibtex(MENTION, Wish()))
    assert entry.type == "article"
    assert entry.fields["journal"] == "NK News"
    assert [entry.fields[name] for name in ("year", "month", "day")] == ["2023", "November", "24"]


def test_a_key_is_one_that_every_program_takes() -> None:
    document = make_document("report", slug="새-이름", title={"ko": "이름"})
    assert read(write_bibtex(document, Wish())).key == document["id"]


@given(hostile_works, languages)
@example(make_document("report", title={"en": HOSTILE[0]}), ())
@example(make_document("report", topics=[{"label": {"en": text}} for text in ",b"]), ())
def test_no_text_breaks_out_of_its_place(document: Json, wished: tuple[str, ...]) -> None:
    wish = Wish(wished)
    work, entry = cite(document, wish), read(write_bibtex(document, wish))
    shown = {"title": work.title, "abstract": work.abstract, "keywords": ", ".join(work.keywords)}
    for name, text in shown.items():
        assert plain(entry.fields.get(name, "")) == (text or "")
    for role, names in {"author": work.creators, "editor": work.editors}.items():
        assert len(entry.persons.get(role, ())) == len(names)

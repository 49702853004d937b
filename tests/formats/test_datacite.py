import json

from datacite import schema45
from hypothesis import given

from service.formats.datacite import write_datacite
from service.formats.format import Wish
from tests.formats.documents import BASE, REPORT, Json, hostile_reports, languages, make_document


def read(text: bytes) -> Json:
    found: Json = json.loads(text)
    errors = [f"{one.json_path}: {one.message}" for one in schema45.validator.iter_errors(found)]
    assert not errors
    return found


def test_a_report_keeps_what_datacite_can_hold() -> None:
    found = read(write_datacite(REPORT, Wish()))
    assert found["doi"] == "10.6028/nbs.bms.11"
    assert found["publicationYear"] == "2023"
    assert [one["name"] for one in found["creators"]] == ["Song, Hanna", "Yoon, Yeo-sang", "NKDB"]
    assert [one.get("nameType") for one in found["creators"]] == [
        "Personal",
        "Personal",
        "Organizational",
    ]
    assert found["titles"] == [
        {"title": "Behind Closed Doors", "lang": "en"},
        {"title": "닫힌 문 너머", "lang": "ko"},
        {"title": "Chains of Command", "lang": "en", "titleType": "Subtitle"},
    ]
    assert found["fundingReferences"] == [{"funderName": "A Fund"}]
    assert found["dates"][0] == {"date": "2023-11", "dateType": "Issued"}
    assert {"alternateIdentifier": "A/HRC/25/63", "alternateIdentifierType": "UN symbol"} in found[
        "alternateIdentifiers"
    ]
    assert [one["relationType"] for one in found["relatedIdentifiers"]] == ["Continues", "Cites"]


def test_a_relation_to_a_report_of_the_catalogue_has_its_address() -> None:
    other = {"kind": "report", "slug": "other", "id": "000000000000"}
    document = make_document(
        "report", title={"en": "One"}, relations=[{"type": "is_part_of", "record": other}]
    )
    assert read(write_datacite(document, Wish()))["relatedIdentifiers"] == [
        {
            "relationType": "IsPartOf",
            "relatedIdentifier": f"{BASE}/reports/other",
            "relatedIdentifierType": "URL",
        }
    ]


def test_what_must_be_there_and_is_not_known_is_said_to_be_unknown() -> None:
    found = read(write_datacite(make_document("report", title={"en": "One"}), Wish()))
    assert found["creators"] == [{"name": ":unav"}]
    assert found["publisher"] == {"name": ":unav"}
    assert found["publicationYear"] == found["dates"][0]["date"][:4]
    assert found["dates"][0]["dateType"] == "Available"


def test_who_paid_twice_is_named_once() -> None:
    funder = {"name": "A Fund", "role": "funder"}
    document = make_document("report", title={"en": "One"}, contributors=[funder, funder])
    found = read(write_datacite(document, Wish()))
    assert found["fundingReferences"] == [{"funderName": "A Fund"}]


@given(hostile_reports, languages)
def test_every_report_fits_the_schema(document: Json, wished: tuple[str, ...]) -> None:
    read(write_datacite(document, Wish(wished)))

"""DataCite metadata 4.5 as XML, in the wrapping in which OAI-PMH harvesters expect it.

https://schema.datacite.org/oai/oai-1.1/
"""

from collections.abc import Mapping, Sequence
from typing import Any

from service.formats.datacite import describe
from service.formats.format import Document, Wish
from service.formats.xml import attribute, clean_element, element, recurring

NAMESPACE = "http://schema.datacite.org/oai/oai-1.1/"
SCHEMA = "http://schema.datacite.org/oai/oai-1.1/oai.xsd"
KERNEL = "http://datacite.org/schema/kernel-4"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
BEGIN = (
    f'<oai_datacite xmlns="{NAMESPACE}" {XSI} xsi:schemaLocation="{NAMESPACE} {SCHEMA}">'
    "<datacentreSymbol>CATALOGUE</datacentreSymbol><schemaVersion>4.5</schemaVersion><payload>"
    f'<resource xmlns="{KERNEL}" '
    f'xsi:schemaLocation="{KERNEL} http://schema.datacite.org/meta/kernel-4.5/metadata.xsd">'
)
END = "</resource></payload></oai_datacite>"
Json = Mapping[str, Any]


def write_oai_datacite(document: Document, wish: Wish) -> str:
    """Write a report; one without a DOI is identified by its address."""
    work = describe(document, wish)
    return "".join(
        (
            BEGIN,
            identifier(work),
            group("creators", [creator(one) for one in work["creators"]]),
            listed("titles", "title", work, "titleType"),
            recurring("publisher", work["publisher"]["name"]),
            element("publicationYear", work["publicationYear"]),
            resource_type(work["types"]),
            group("subjects", [subject(one) for one in work.get("subjects", ())]),
            group("contributors", [contributor(one) for one in work.get("contributors", ())]),
            listed("dates", "date", work, "dateType"),
            element("language", work.get("language")),
            listed("alternateIdentifiers", "alternateIdentifier", work, "alternateIdentifierType"),
            listed(
                *("relatedIdentifiers", "relatedIdentifier", work),
                *("relatedIdentifierType", "relationType"),
            ),
            group("rightsList", [rights(one) for one in work.get("rightsList", ())]),
            listed("descriptions", "description", work, "descriptionType"),
            group("fundingReferences", [funder(one) for one in work.get("fundingReferences", ())]),
            END,
        )
    )


def identifier(work: Json) -> str:
    """Write the DOI, or where the report is."""
    if doi := work.get("doi"):
        return element("identifier", doi, attribute("identifierType", "DOI"))
    return element("identifier", work["url"], attribute("identifierType", "URL"))


def group(name: str, parts: Sequence[str]) -> str:
    """Write elements in one that holds them, if there are any."""
    return f"<{name}>{''.join(parts)}</{name}>" if parts else ""


def listed(name: str, item: str, work: Json, *attributes: str) -> str:
    """Write a property that is a list of texts, each with its language and other attributes."""
    found = work.get(name, ())
    return group(name, [clean_element(item, one[item], own(one, *attributes)) for one in found])


def own(one: Json, *names: str) -> str:
    """Write the attributes of an element."""
    said = attribute("xml:lang", one.get("lang"))
    for name in names:
        said += attribute(name, one.get(name))
    return said


def subject(one: Json) -> str:
    """Write one of the things it is about."""
    return recurring("subject", one["subject"], attribute("xml:lang", one["lang"]))


def creator(one: Json) -> str:
    """Write one creator."""
    return f"<creator>{person('creatorName', one)}</creator>"


def contributor(one: Json) -> str:
    """Write one contributor."""
    role = attribute("contributorType", one["contributorType"])
    return f"<contributor{role}>{person('contributorName', one)}</contributor>"


def person(name: str, one: Json) -> str:
    """Write who somebody is."""
    affiliations = [recurring("affiliation", each["name"]) for each in one.get("affiliation", ())]
    return (
        recurring(name, one["name"], attribute("nameType", one.get("nameType")))
        + recurring("givenName", one.get("givenName", ""))
        + recurring("familyName", one.get("familyName", ""))
        + "".join(affiliations)
    )


def resource_type(types: Json) -> str:
    """Write what kind of work it is."""
    general = attribute("resourceTypeGeneral", types["resourceTypeGeneral"])
    return recurring("resourceType", types["resourceType"], general)


def rights(one: Json) -> str:
    """Write one statement of rights, which may be an address alone."""
    attributes = own(one) + attribute("rightsURI", one.get("rightsUri"))
    return element("rights", one.get("rights") or one.get("rightsUri"), attributes)


def funder(one: Json) -> str:
    """Write who paid for it."""
    return f"<fundingReference>{element('funderName', one['funderName'])}</fundingReference>"

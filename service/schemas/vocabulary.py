"""What the catalogue's own values are called: kinds, types, roles and the like, and languages."""

from collections.abc import Mapping

from service.schemas.language_names import WRITTEN, Words, language_names

VALUES: Words = {
    "report": ("Report", "보고서"),
    "mention": ("Mention", "보도"),
    "resource": ("Resource", "자료"),
    "authority": ("Authority", "전거"),
    "research_report": ("Research report", "연구 보고서"),
    "policy_report": ("Policy report", "정책 보고서"),
    "technical_report": ("Technical report", "기술 보고서"),
    "working_paper": ("Working paper", "연구 논문 초고"),
    "memorandum": ("Memorandum", "메모"),
    "book": ("Book", "단행본"),
    "book_part": ("Chapter", "단행본의 장"),
    "conference_paper": ("Conference paper", "학술대회 논문"),
    "other": ("Other", "기타"),
    "article": ("Article", "기사"),
    "interview": ("Interview", "인터뷰"),
    "opinion": ("Opinion", "기고"),
    "broadcast": ("Broadcast", "방송"),
    "podcast": ("Podcast", "팟캐스트"),
    "wire_copy": ("Wire copy", "통신 기사"),
    "social": ("Social media", "소셜 미디어"),
    "document": ("Document", "문서"),
    "download": ("Download", "내려받기"),
    "full_text": ("Full text", "전문"),
    "dataset": ("Dataset", "데이터"),
    "video": ("Video", "영상"),
    "slides": ("Slides", "발표 자료"),
    "press_release": ("Press release", "보도자료"),
    "source": ("Source", "출처"),
    "related": ("Related", "관련 자료"),
    "person": ("Person", "인물"),
    "organisation": ("Organisation", "단체"),
    "outlet": ("Outlet", "언론사"),
    "topic": ("Topic", "주제"),
    "place": ("Place", "장소"),
    "author": ("author", "저자"),
    "editor": ("editor", "편집"),
    "translator": ("translator", "번역"),
    "researcher": ("researcher", "조사"),
    "funder": ("funder", "후원"),
    "adviser": ("adviser", "자문"),
    "quoted": ("quoted", "인용"),
    "interviewed": ("interviewed", "인터뷰"),
    "named": ("named", "언급"),
    "interviewer": ("interviewer", "인터뷰 진행"),
    "launch": ("Launch", "발간 행사"),
    "seminar": ("Seminar", "세미나"),
    "press_conference": ("Press conference", "기자회견"),
    "hearing": ("Hearing", "청문회"),
    "exhibition": ("Exhibition", "전시"),
    "alive": ("the link works", "정상"),
    "redirected": ("the link redirects", "다른 주소로 이동"),
    "dead": ("the link is dead", "연결되지 않음"),
    "refused": ("the site refused the check", "점검 거부"),
    "unreachable": ("the site did not answer", "응답 없음"),
    "doi": ("DOI", "DOI"),
    "isbn": ("ISBN", "ISBN"),
    "issn": ("ISSN", "ISSN"),
    "un_symbol": ("UN symbol", "유엔 문서 번호"),
    "handle": ("Handle", "핸들"),
    "local": ("Number", "발간 번호"),
}
WORDED = ("kind", "type", "medium", "role", "link_state")
"""Fields with such values, beside `language`."""


def value_names(field: str, value: str) -> Mapping[str, str]:
    """Return what a value of a field is called, by language; nothing if it is not one of ours."""
    if field == "language":
        return dict(zip(WRITTEN, language_names(value), strict=False))
    words = VALUES.get(value, ()) if field in WORDED else ()
    return dict(zip(WRITTEN, words, strict=False))

"""English and Korean words for the corpus, drawn with the skew of natural text."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

from service.cli.bench.seed import dice

ENGLISH_GLUE = (
    "the of and in to a for on that with is by as are from at was this it be or an which not "
    "have has their were its been between these than under more about after such they who"
)
ENGLISH_SUBJECTS = (
    "report rights human security state ministry law policy north korea women children review "
    "evidence prison border labour witness freedom inquiry commission justice survey access "
    "education health food detention religion information movement trade market sanctions "
    "military command family separation refugee testimony analysis monitoring violation record "
    "international national regional annual united nations public local government official"
)
KOREAN_SUBJECTS = (
    "인권 북한 보고서 백서 연구 조사 정책 여성 아동 국제 협력 안보 통일 분석 교육 정보 자유 "
    "종교 시장 국경 수용소 탈북 증언 사회 경제 노동 식량 보건 법률 제도 위원회 정부 기구 군사 "
    "지휘 체계 가족 이산 난민 기록 감시 침해 현황 실태 변화 과제 방안 평가 지역 주민 생활 의식 "
    "언론 접근 이동 처벌 재판 개선"
)
PARTICLES = ("", "", "", "은", "는", "이", "가", "을", "를", "의", "에", "에서", "으로", "와", "과")
ONSETS = (*"bcdfghlmnprstvw", "br", "cl", "gr", "pl", "st", "th", "tr")
VOWELS = (*"aaeeiioou", "ea", "ou")
CODAS = ("", "", "", *"lmnrst")
ENDINGS = ("", "", "", "", "s", "ed", "ing", "ion", "al", "ly")
SYLLABLES = (
    "가강개거건경계고공관구국군권금기김나남내노농단당대도동래력로리만명모무문물미민박반방배백법변보복본부북"
    "분비사산상서석선성세소수시신실심안양어업여역연영오외요용우운원위유은음의이인일임자작장재전정제조주중"
    "지직진차책천청체초최추출치크타태통특파편평표품하학한합항해행현형화활회"
)


class Words:
    """A vocabulary in order of frequency: the n-th word is drawn 1/n as often (Zipf's law)."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def draw(self, random: Random, count: int) -> list[str]:
        """Draw so many words, each on its own."""
        return random.choices(self.words, cum_weights=self.weights, k=count)


def made_english(random: Random) -> str:
    """Make up a word of one to three syllables."""
    syllables = (
        random.choice(ONSETS) + random.choice(VOWELS) + random.choice(CODAS)
        for _ in range(random.choice((1, 2, 2, 3)))
    )
    return "".join(syllables) + random.choice(ENDINGS)


def made_korean(random: Random) -> str:
    """Make up a word of two to four syllables; two are the most common, as in real text."""
    return "".join(random.choices(SYLLABLES, k=random.choice((2, 2, 2, 3, 3, 4))))


def english(count: int) -> list[str]:
    """Return the words of which English titles are made, the most frequent first."""
    random = dice("english")
    made = (made_english(random) for _ in range(count))
    return list(dict.fromkeys([*ENGLISH_SUBJECTS.split(), *made]))


def korean(count: int) -> list[str]:
    """Return the words of which Korean titles are made, the most frequent first."""
    random = dice("korean")
    made = (made_korean(random) for _ in range(count))
    return list(dict.fromkeys([*KOREAN_SUBJECTS.split(), *made]))


TITLE_WORDS = {"en": Words(english(20_000)), "ko": Words(korean(15_000))}
PROSE_WORDS = {"en": Words(ENGLISH_GLUE.split() + english(20_000)), "ko": TITLE_WORDS["ko"]}


def title(random: Random, language: str, most: int = 12) -> str:
    """Write a title of at most so many words."""
    words = TITLE_WORDS[language].draw(random, random.randint(min(3, most), most))
    return " ".join(words).capitalize()


def sentence(random: Random, language: str) -> str:
    """Write a sentence; a Korean word may carry a particle."""
    words = PROSE_WORDS[language].draw(random, random.randint(6, 24))
    if language == "ko":
        words = [word + random.choice(PARTICLES) for word in words]
    return " ".join(words).capitalize() + "."


def prose(random: Random, language: str, median: int, most: int) -> str:
    """Write sentences. Lengths, in words, are log-normal, as those of real abstracts are."""
    length = min(int(random.lognormvariate(0, 0.5) * median), most)
    sentences: list[str] = []
    written = 0
    while written < length or not sentences:
        sentences.append(sentence(random, language))
        written += sentences[-1].count(" ") + 1
    return " ".join(sentences)


def name(random: Random, language: str) -> str:
    """Write the name of a person."""
    if language == "ko":
        return "".join(random.choices(SYLLABLES, k=3))
    return " ".join(made_english(random).capitalize() for _ in range(2))

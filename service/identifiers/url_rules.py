"""What does not tell one page from another: tracking parameters and second addresses, by host."""

import re

TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "guce_", "fb_action_")
TRACKING_PARAMETERS = frozenset(
    {
        "__twitter_impression",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "_openstat",
        "at_campaign",
        "at_medium",
        "dclid",
        "fb_ref",
        "fb_source",
        "fbclid",
        "gbraid",
        "gclid",
        "gclsrc",
        "guccounter",
        "hsctatracking",
        "igsh",
        "igshid",
        "jsessionid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "msclkid",
        "ns_campaign",
        "ns_linkname",
        "ns_mchannel",
        "ns_source",
        "oly_anon_id",
        "oly_enc_id",
        "phpsessid",
        "rb_clickid",
        "replytocom",
        "smid",
        "smprod",
        "smtyp",
        "srsltid",
        "ttclid",
        "twclid",
        "vero_conv",
        "vero_id",
        "wbraid",
        "xtor",
        "yclid",
    }
)
"""Dropped at every host, in lower case: names that mean nothing else anywhere."""

TRACKING_VALUES = {
    "amp": ("", "1", "true"),
    "output": ("amp",),
    "outputtype": ("amp",),
    "share": ("email", "facebook", "linkedin", "pinterest", "reddit", "tumblr", "twitter"),
}
"""Dropped at every host with these values only."""

HOST_TRACKING = {
    "bbc.com": ("ocid",),
    "bloomberg.com": ("cmpid",),
    "cnn.com": ("eref", "hpt", "iref", "sr"),
    "donga.com": ("ref",),
    "facebook.com": ("__tn__", "__xts__", "mibextid", "rdid", "ref", "refsrc"),
    "huffingtonpost.com": ("comm_ref", "icid", "ir", "mrefid", "ncid", "ref", "src"),
    "joins.com": ("cloc",),
    "joongang.co.kr": ("cloc",),
    "kbs.co.kr": ("ref",),
    "nbcnews.com": ("lite", "ocid"),
    "nytimes.com": ("_r", "emc", "hp", "partner", "ref", "referringsource", "src"),
    "qq.com": ("pgv_ref",),
    "techcrunch.com": ("grcc", "icid", "ncid"),
    "ted.com": ("awesm", "source"),
    "theguardian.com": ("cmp", "intcmp"),
    "time.com": ("hpt", "iid", "xid"),
    "twitter.com": ("cxt", "ref_src", "ref_url", "s", "t"),
    "washingtonpost.com": ("hpid", "itid", "tid", "wpisrc", "wpmm", "wprss"),
    "yna.co.kr": ("input",),
}
"""Dropped at a host and the hosts below it."""

PAGE_PARAMETERS = {
    "kbs.co.kr": ("ncd",),
    "nkdb.org": ("bmode", "idx"),  # a board post: `q`, `t` and `page` say which list led to it
    "news.naver.com": ("aid", "oid"),
    "youtube.com": ("v",),
}
"""Where these parameters are all there, they alone name the page, and every other is dropped."""

SAME_HOST = {
    "amp.theguardian.com": "theguardian.com",
    "bbc.co.uk": "bbc.com",
    "dx.doi.org": "doi.org",
    "m-en.yna.co.kr": "en.yna.co.kr",
    "mobile.nytimes.com": "nytimes.com",
    "mobile.reuters.com": "reuters.com",
    "mobile.twitter.com": "twitter.com",
    "mobile.x.com": "twitter.com",
    "news.v.daum.net": "v.daum.net",
    "undocs.org": "docs.un.org",
    "x.com": "twitter.com",
    "youtube-nocookie.com": "youtube.com",
}
"""Hosts that serve the pages of another host under the same paths, without `www.` and `m.`."""

SAME_PAGE = (
    (re.compile(r"(\w+)\.m\.(wiki\w+\.org/.*)"), r"\1.\2"),
    (re.compile(r"amp\.cnn\.com/cnn/(.*)"), r"cnn.com/\1"),
    (re.compile(r"(bbc\.com/\w+)(?:/amp)+/(.+)"), r"\1/\2"),
    (
        re.compile(r"(?:n\.)?news\.naver\.com/(?:mnews/)?article/(\d+)/(\d+)(?:\?.*)?"),
        r"n.news.naver.com/article/\1/\2",
    ),
    (
        re.compile(r"(?:n\.)?news\.naver\.com/(?:main/)?read\.(?:naver|nhn)\?aid=(\d+)&oid=(\d+)"),
        r"n.news.naver.com/article/\2/\1",
    ),
    (re.compile(r"(news\.kbs\.co\.kr/news)/(?:pc|mobile)/view(/view\.do\?.*)"), r"\1\2"),
    (re.compile(r"((?:\w+\.)?yna\.co\.kr)(?:/amp)?(/view/\w+)(?:\?.*)?"), r"\1\2"),
    (re.compile(r"youtu\.be/([\w-]{11})(?:\?.*)?"), r"youtube.com/watch?v=\1"),
    (
        re.compile(r"youtube\.com/(?:embed|live|shorts|v)/([\w-]{11})(?:\?.*)?"),
        r"youtube.com/watch?v=\1",
    ),
)
"""Patterns of whole addresses (without `https://`, parameters in order) and what they become."""

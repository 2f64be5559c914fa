"""TextBlob's polarity and subjectivity of a sentence, described and never used to rank.

TextBlob averages word scores from a list made for product reviews. Known traps: "Great Britain" is +0.8, "first lady"
+0.25, "isn't good" +0.7 (the negation is missed); war, kill and attack are 0.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# TextBlob peels punctuation off one character at a time, copying the rest: no run may be endless.
_LONG_RUN = re.compile(r"((?:[^\w\s]|_){200})(?:[^\w\s]|_)+")


def polarity(text: str) -> tuple[float, float]:
    """Polarity (-1 to 1) and subjectivity (0 to 1), the same numbers as ``TextBlob(text).sentiment``.

    Source: the word list and rules of Pattern (De Smedt & Daelemans 2012, JMLR 13) as TextBlob ships them.

    >>> polarity("Great Britain is big.")
    (0.4, 0.425)
    """
    scorer = _scorer()
    tokens = " ".join(scorer.tokenizer(_LONG_RUN.sub(r"\1", text))).split()
    polar = subjective = 0.0
    scores = scorer.assessments([(token.lower(), None) for token in tokens])
    for _, score, subjectivity, _ in scores:  # added one by one like TextBlob: sum() rounds differently from 3.12 on
        polar += score
        subjective += subjectivity
    count = float(len(scores) or 1)
    return polar / count, subjective / count


@cache
def _scorer() -> Any:
    """TextBlob's sentiment object, called below its wrapper, which builds a class for each sentence."""
    from textblob.en import sentiment

    return sentiment

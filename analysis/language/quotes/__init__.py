"""Who says what in one article: direct, mixed and indirect speech with its cue and its speaker's mention.

`find_quotes` is the door. `marks` pairs quotation marks, `clauses` cuts the text into sentences in which a quotation is
one word. For each cue of a sentence (`grammar` has the words) `rules` asks `sources` who speaks and `content` what is
said; `learned` weighs that with two small models (`features` is what they see, `train` makes them). `joining` makes the
quotes of all sentences fit together, `transcripts` reads interviews. `saying` tells the stance of a saying verb.
"""

from __future__ import annotations

from analysis.errors import check_choice
from analysis.language.quotes.features import CANDIDATES
from analysis.language.quotes.grammar import TRIGGERS, saying
from analysis.language.quotes.joining import assemble
from analysis.language.quotes.learned import learned_attributions
from analysis.language.quotes.marks import quoted_spans
from analysis.language.quotes.quote import Quote
from analysis.language.quotes.rules import attributions
from analysis.language.quotes.transcripts import find_turns
from analysis.language.spans import inside

__all__ = ["Quote", "find_quotes", "quoted_spans", "saying"]


def find_quotes(text: str, *, engine: str = "learned") -> list[Quote]:
    """Find who says what in a text.

    Parameters
    ----------
    text : str
        One article. Never changed; any text will do.
    engine : {"learned", "rules"}
        How to find them.

    Returns
    -------
    list of Quote
        Sorted by the first character of their words.

    Raises
    ------
    ArgumentError
        When ``engine`` is not one of the two.

    Examples
    --------
    >>> text = '"We can," Trump said. "And we will."'
    >>> (quote,) = find_quotes(text, engine="rules")
    >>> [text[start:end] for start, end in quote.spans], text[slice(*quote.mention)], quote.kind
    (['We can,', 'And we will.'], 'Trump', 'direct')
    """
    check_choice("engine", engine, ("learned", "rules"))
    rules = engine == "rules"
    found = assemble(text, attributions if rules else learned_attributions, TRIGGERS if rules else CANDIDATES)
    turns = find_turns(text)
    spoken = [turn.spans[0] for turn in turns]
    rest = [quote for quote in found if not inside(quote.spans[0][0], quote.spans[-1][1], spoken)]
    return sorted([*turns, *rest], key=lambda quote: quote.spans)

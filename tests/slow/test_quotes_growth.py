"""However long and however odd the text, the time grows no faster than its length."""

import time

import pytest

from analysis.language.quotes import find_quotes

pytestmark = pytest.mark.slow

UNITS = {
    "an article of many paragraphs": "“We can,” Lind said on Monday. “And we will.” Ruiz warned that it was late.\n\n",
    "straight marks without words": '"',
    "one-word quotations": '"a" ',
    "curly openers": "“a ",
    "single marks": "'a' ’s ‘b ",
    "plural possessives": "the students’ ",
    "a sentence without end": "Lind said the port was closed and ",
    "cues alone": "said ",
    "commas and cues": ", said ",
    "line ends": "\n",
    "brackets and dashes": ") — ( - ",
    "right to left": "אמר לינד “שלום” ",
    "bytes and emoji": "\x00🙂\ud800",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("engine", ["rules", "learned"])
def test_twice_the_text_takes_about_twice_the_time(unit, engine):
    def seconds(size):
        text = unit * (size // len(unit))
        start = time.process_time()
        find_quotes(text, engine=engine)
        return time.process_time() - start

    find_quotes(unit, engine=engine)
    short = max(seconds(200_000), 0.05)
    assert seconds(800_000) < 4 * 1.8 * short


@pytest.mark.parametrize("engine", ["rules", "learned"])
def test_a_million_quotation_marks_are_read_to_the_end(engine):
    assert find_quotes('"a" ' * 500_000 + "\n\nLind said it was over.", engine=engine)[-1].kind == "indirect"


@pytest.mark.parametrize("engine", ["rules", "learned"])
def test_five_megabytes_are_read_to_the_end(engine):
    article = "“We can,” Lind said. " + "Nothing else happened in the port that day. " * 20 + "\n\n"
    assert len(find_quotes(article * 5_500, engine=engine)) == 5_500

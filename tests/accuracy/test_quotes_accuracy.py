"""Who says what keeps its accuracy on PolNeAR; the scorer is checked on what can be counted by hand."""

import json
import os
from pathlib import Path

import pytest
from quotes import HERE, figures, head, in_marks, judge, outer

FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["quotes"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["learned", "rules"])
def test_quotes_on_polnear_keep_their_floors(engine):
    if "CROSSREAD_POLNEAR" not in os.environ:
        pytest.skip("set CROSSREAD_POLNEAR to the folder of PolNeAR's dev.jsonl")
    found = figures([row for _, row in judge(Path(os.environ["CROSSREAD_POLNEAR"]), engine)])
    for name, floor in FLOORS[engine].items():
        assert found[name] <= floor if name.endswith("L1") else found[name] >= floor, name


def test_an_article_is_scored_as_by_hand(tmp_path):
    text = "“We go,” said Ana Lima. Rui Costa said it would rain. “Stay.”"
    spans = {
        part: [text.index(part), text.index(part) + len(part)] for part in ("“We go,”", "it would rain", "“Stay.”")
    }
    cues = [[text.index("said"), text.index("said") + 4], [text.rindex("said"), text.rindex("said") + 4]]
    sources = [[text.index("Ana"), text.index("Ana") + 8], [text.index("Rui"), text.index("Rui") + 9]]
    row = {
        "id": "x_1",
        "text": text,
        "attributions": [
            {"content": [spans["“We go,”"]], "source": [sources[0]], "cue": [cues[0]]},
            {"content": [spans["it would rain"]], "source": [sources[1]], "cue": [cues[1]]},
        ],
    }
    (tmp_path / "dev.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    ((outlet, counts),) = judge(tmp_path, "rules")
    assert outlet == "x"
    assert counts["direct"]["gold"] == counts["direct"]["recalled"] == 1
    assert dict(counts["speech"]) == {"gold": 1, "said": 1, "recalled": 1, "precise": 1}
    found = figures([counts])
    assert found["speech, end to end F1"] == 1
    wrong = counts["quoted"]["said"] - counts["quoted"]["precise"]
    assert found["quoted, end to end F1"] == pytest.approx(2 / (2 + wrong))


@pytest.mark.parametrize(
    ("source", "heads"),
    [
        ("Ana Lima of the harbour office", ["Ana", "Lima"]),
        ("the city's mayor Rui Costa", ["Rui", "Costa"]),
        ("an official", ["official"]),
    ],
)
def test_the_head_of_a_source_is_its_name(source, heads):
    assert [source[a:b] for a, b in head(source, 0, len(source))] == heads


def test_marks_and_what_they_hold():
    text = 'He said "no" and “never, ever”.'
    marks, inside = in_marks(text)
    assert "".join(text[at] for at in sorted(inside)) == "nonever, ever"
    assert len(marks) == 4
    assert text[slice(*outer(text, text.index("no"), text.index("no") + 2))] == '"no"'

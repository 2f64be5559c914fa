"""Speaker shares by the groups of people that corpus.toml states."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import evidence, load, speaker_share
from analysis.errors import ArgumentError


def test_people_without_a_group_and_unnamed_sources_stay_visible() -> None:
    text = (
        "“We will open,” said Ana Lima. “We will not,” said Rui Costa. "
        "“No comment today,” said Eva Gomes. “It is hard,” a senior official said."
    )
    corpus = load(pd.DataFrame({"outlet": ["Post"], "text": [text]}), engine="rules")
    assert corpus.quotes["speaker"].tolist() == ["Ana Lima", "Rui Costa", "Eva Gomes", "senior official"]
    corpus.settings["people"]["group"] = {"Ana Lima": "port", "Rui Costa": "port"}
    share = speaker_share(corpus, of="quotes", who="group").set_index("part")["n"]
    assert share[share > 0].to_dict() == {"port": 2, "no group stated": 1, "unnamed sources": 1}


def test_an_unnamed_source_may_have_a_group_and_its_evidence(seeds) -> None:
    share = speaker_share(seeds, of="quotes", who="group")
    row = share[(share["part"] == "government (US)") & (share["group"] == "VOA")].iloc[0]
    found = evidence(seeds, row)
    assert len(found) == row["n"]
    assert {"Donald Trump", "senior administration official"} <= set(found["speaker"])


def test_who_is_person_or_group(seeds) -> None:
    with pytest.raises(ArgumentError, match=r"^who must be one of person, group, not 'party'"):
        speaker_share(seeds, who="party")

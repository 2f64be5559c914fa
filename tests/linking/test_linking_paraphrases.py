import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.linking.carriers import report
from analysis.linking.paraphrases import agreement, claims, rarities

OTHERS = ["The council will vote on parking.", "Nobody likes the new bus lanes.", "The vote went to the council."]


def agree(one, other, articles=("a", "b")):
    said = [claims(article, *pair) for article, pair in zip(articles, (one, other), strict=True)]
    rarity = rarities([*said, *(claims("c", text) for text in OTHERS)])
    return max((agreement(x, y, rarity) for x in said[0] for y in said[1]), default=0.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("harbour fees for ferries rise to 4.5% in March", "He said harbour fees for ferries rise to 4.5% in March."),
         ("The harbour will charge ferries fees of 4.5%, from March.",), True),
        (("fees rise in March", "He said fees rise in March."), ("fees rise in March",), False),
        (("berth fees of 4.5% for ferries", "She announced berth fees of 4.5% for ferries and boats."),
         ("ferries and boats would pay 4.5% in berth fees",), True),
        (("Mayor Ana Ruiz Ortega left Port Tarn", "They say Mayor Ana Ruiz Ortega left Port Tarn."),
         ("Mayor Ana Ruiz Ortega loves Port Tarn", "He hopes Mayor Ana Ruiz Ortega loves Port Tarn."), False),
        (("fishermen need berths", "He wants a harbour where fishermen need berths and ferries."),
         ("ferries need a harbour", "He wants a harbour where fishermen need berths and ferries."), False),
    ],
)  # fmt: skip
def test_reports_agree_when_each_keeps_the_rare_words_of_the_other(one, other, same):
    assert (agree(one, other) > 0) is same
    assert agree(one, other) == agree(other, one)


def test_an_article_never_agrees_with_itself():
    report = ("harbour fees for ferries rise in March", "He said harbour fees for ferries rise in March.")
    assert agree(report, report) > 0
    assert agree(report, report, articles=("a", "a")) == 0


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_compared(one, other):
    assert 0 <= agree((one, other), (other,)) <= 1


@pytest.mark.parametrize(
    ("sentence", "subject", "cue", "told"),
    [
        ("He has signalled that fees will rise, which hurts.", "He", "signalled", "fees will rise"),
        ("Ruiz said on Monday fees will rise but will not say when.", "Ruiz", "said", "fees will rise"),
        ("Her announcement Tuesday that fees will rise in May was a blow.", "Her", "announcement",
         "fees will rise in May"),
        ("Ruiz’s claim that fees rise – a lie – stands.", "Ruiz", "claim", "fees rise"),
        ("Ruiz’s insistence on the old harbour stands.", "Ruiz", None, None),
        ("Ruiz announced a rise.", "Ruiz", "announced", "a rise."),
        ("Ruiz left, but Okafor said that fees will rise.", "Ruiz", None, None),
        ("Ruiz and Okafor said that fees will rise.", "Ruiz", None, None),
        ("Ruiz", "Ruiz", None, None),
    ],
)  # fmt: skip
def test_a_report_follows_a_word_of_saying_whose_subject_speaks(sentence, subject, cue, told):
    found = report(sentence, len(subject))
    assert (found and sentence[found[0] : found[1]]) == cue
    assert (found and sentence[found[2] : found[3]].strip()) == told


@settings(deadline=None)
@given(st.text(alphabet="He said that, and.’ –", max_size=80))
def test_any_sentence_can_be_read_for_reports(sentence):
    found = report(sentence, 2)
    assert found is None or 2 <= found[0] < found[1] <= found[2] < found[3] <= len(sentence)


def test_what_two_reports_say_together_is_one_claim():
    one, other = claims("a", "ferries pay 4.5%", "Ferries pay 4.5% from March."), claims("b", "ferries pay more", "")
    both = one[0] | other[0]
    assert both.articles == {"a", "b"}
    assert both.stems == one[0].stems | other[0].stems

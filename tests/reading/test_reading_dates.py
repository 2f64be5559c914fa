import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.dates import parse_dates


@pytest.mark.parametrize(
    ("printed", "day", "moment"),
    [
        ("2025-02-27", "2025-02-27", None),
        ("2025/2/7", "2025-02-07", None),
        ("2025-02-27 10:30:00", "2025-02-27", None),
        ("2025-02-27T23:30:00-05:00", "2025-02-27", "2025-02-28 04:30"),
        ("2025-02-27T10:30:15.123Z", "2025-02-27", "2025-02-27 10:30:15"),
        ("Thu, 27 Feb 2025 15:05:00 +0530", "2025-02-27", "2025-02-27 09:35"),
        ("27 February 2025", "2025-02-27", None),
        ("27th of February, 2025", "2025-02-27", None),
        ("27-Feb-2025", "2025-02-27", None),
        ("Feb. 27, 2025", "2025-02-27", None),
        ("Thursday, February 27th, 2025 3:05 p.m. EST", "2025-02-27", "2025-02-27 20:05"),
        ("Updated 12:15 am GMT, Sept. 3, 2024", "2024-09-03", "2024-09-03 00:15"),
        ("Feb. 27, 2025, 2 p.m. ET", "2025-02-27", None),
        ("27/02/2025", "2025-02-27", None),
        ("02/27/2025", "2025-02-27", None),
        ("12/22/16", "2016-12-22", None),
        ("27.02.2025", "2025-02-27", None),
        ("04.03.2025", "2025-03-04", None),
        ("05/05/2025", "2025-05-05", None),
        ("20250227", "2025-02-27", None),
        ("20250227T150500Z", "2025-02-27", "2025-02-27 15:05"),
        ("1740614400", "2025-02-27", "2025-02-27 00:00"),
        ("1740614400000", "2025-02-27", "2025-02-27 00:00"),
    ],
)
def test_a_date_is_the_day_as_printed_and_a_moment_only_with_a_zone(printed, day, moment):
    row = parse_dates([printed]).iloc[0]
    assert row["date"] == pd.Timestamp(day)
    assert row["note"] == ""
    if moment is None:
        assert pd.isna(row["published"])
    else:
        assert row["published"] == pd.Timestamp(moment, tz="UTC")


@pytest.mark.parametrize("printed", ["yesterday", "2025-02-30", "February 2025", "03/04/2025", "9999999999999999"])
def test_what_is_no_certain_day_stays_missing_and_is_noted(printed):
    row = parse_dates([printed]).iloc[0]
    assert pd.isna(row["date"])
    assert row["note"] == f"date not read: {printed}"


@pytest.mark.parametrize(
    ("column", "months"),
    [
        (["03/04/2025", "27/02/2025"], [4, 2]),
        (["03/04/2025", "02/27/2025"], [3, 2]),
        (["03/04/2025", "27/02/2025", "02/27/2025"], [None, 2, 2]),
    ],
)
def test_the_column_decides_whether_the_day_comes_first(column, months):
    found = parse_dates(column)["date"].dt.month
    assert [None if pd.isna(month) else month for month in found] == months


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.none() | st.text(st.characters(categories=["Nd", "L", "P", "Z"])) | st.from_regex(r"[0-9/: TZ-]{1,25}"))
)
def test_no_text_raises(values):
    frame = parse_dates(values)
    assert len(frame) == len(values)
    assert frame.dtypes.astype(str).tolist()[:2] == ["datetime64[us]", "datetime64[us, UTC]"]

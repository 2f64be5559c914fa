"""Small estimates tables for the tests of charts and pages."""

import pandas as pd

from analysis import tables


def estimates(values, *, articles=1, unit="share", of=50, low=None, high=None, period=None, measure="topics, share"):
    """A table from {group: {part: value}}; articles may be a number or {group: number}."""
    rows = []
    for group, parts in values.items():
        count = articles if isinstance(articles, int) else articles[group]
        for part, value in parts.items():
            ends = {"low": None if low is None else value - low, "high": None if high is None else value + high}
            rows.append(
                {"measure": measure, "group": group, "period": period, "part": part, "unit": unit, "n": value * of}
                | {"of": of, "value": value, **ends, "articles": count, "events": 1}
            )
    return tables.conform(pd.DataFrame(rows), "estimates")

"""Estimates to charts, notebooks to HTML, many notebooks to a set of reports."""

"""Tables to estimates: every measure returns one row for each group and part, in the ``estimates`` shape."""

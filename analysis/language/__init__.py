"""Text to spans: pure functions on ``str``, one module for each kind of span."""

"""Trained weights (crfsuite, npz; never pickle), each with its card."""

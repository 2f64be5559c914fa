"""A file or folder to raw articles: one small module for each family of formats, and the ledger."""

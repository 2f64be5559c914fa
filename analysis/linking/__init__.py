"""Between articles: events, copies and the same quotation at several outlets."""

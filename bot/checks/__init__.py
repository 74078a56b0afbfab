"""Is a pasted quote in the articles: found, changed or absent."""

"""Quotes as citations to paste elsewhere: Markdown, HTML, BibTeX, CSL-JSON. Nothing in them is made up."""

"""What a file of each format holds: text that quotes are slices of, and the format's own metadata."""

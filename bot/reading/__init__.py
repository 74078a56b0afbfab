"""The reading model: scores sentences in their surroundings, and marks the words in them that answer."""

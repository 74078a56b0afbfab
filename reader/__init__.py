"""Training of the reading model: question sets to groups, groups to weights, weights to the file that bot/ runs."""

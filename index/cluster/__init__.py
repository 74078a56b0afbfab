"""The index in an OpenSearch cluster: the same articles, the same snapshot id, the same answers."""

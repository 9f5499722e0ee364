"""Children, families, professionals, bodies, posts, settings, areas and who is what to whom."""

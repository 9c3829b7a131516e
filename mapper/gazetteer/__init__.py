"""Place names and shapes: look-ups, areas, borders, builders."""

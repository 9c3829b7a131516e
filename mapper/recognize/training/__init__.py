"""Scripts that make the taggers' model files; not needed, and not loaded, to run them."""

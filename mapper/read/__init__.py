"""Sources to articles: paths, folders, globs and standard input."""

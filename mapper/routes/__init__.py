"""Rail, road and sea routes between places."""

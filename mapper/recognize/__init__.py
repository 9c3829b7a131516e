"""Text to spans: names, times, travellers, movements, distance claims."""

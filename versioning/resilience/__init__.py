"""What keeps the server answering while something that it depends on is ill. Knows no models."""

"""The pure parts: what may come in (intake) and how a letter is composed. Knows neither Django nor the database."""

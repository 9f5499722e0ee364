"""The one Deadline table: keeps events, replays the rulebook, reports differences."""

"""What `python3 run.py bench` measures: pages in nulls, loads and replays in seconds at a printed machine speed."""

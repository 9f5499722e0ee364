"""What `python3 run.py test | check | bench | commitments` runs inside the locked environment."""

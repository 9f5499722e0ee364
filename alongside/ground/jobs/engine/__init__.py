"""The worker: takes jobs, shows that it lives, takes up what a dead worker left, and keeps the schedule."""

from alongside.ground.jobs.engine.worker import Timing, Worker, run_worker

__all__ = ["Timing", "Worker", "run_worker"]

"""Tests of the law: situations that a case officer can read, and properties that hold for every case."""

"""The invented population: pure, and the same for the same seed. Nobody in it is real, no school, no address."""

"""Simulated events in the TrackML format: see ../simulate_events.py."""

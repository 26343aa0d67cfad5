"""Replays: past leads or calls from a CSV file, fed through the same streams, with reps acting."""

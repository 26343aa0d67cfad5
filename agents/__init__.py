"""Faust agents: thin loops that take batches, call the rules and publish."""

"""What flows: typed events, topic names and their JSON."""

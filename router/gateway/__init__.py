"""The HTTP interface: events in, actions and their answers, and what people are shown."""

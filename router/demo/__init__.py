"""The demo: a furniture brand's working day, faster than real time, with made-up people."""

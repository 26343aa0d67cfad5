"""What is decided: pure functions. No I/O; the clock is an argument."""

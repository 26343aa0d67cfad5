"""What is decided, and the state that it is decided on."""

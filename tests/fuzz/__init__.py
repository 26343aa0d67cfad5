"""Records that nobody should have sent, on every topic: none of them may stop a stream."""

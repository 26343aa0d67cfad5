"""`hotlead up`: Kafka, Redis, topics, worker and gateway from one command, and their orderly end.

All is started from the main thread, for the kernel ties a child's life to the thread that forked
it; what is asynchronous runs in between, in loops that end.
"""

"""Kafka and Redis as child processes of ours: for `replay`, `up`, `demo` and the tests.

Each `run_*` is a context manager that yields a `Running`. Enter it from the main thread, before
the event loop: the kernel ties a child's life to the thread that forked it.
"""

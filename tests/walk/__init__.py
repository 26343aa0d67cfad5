"""README and docs done to the letter by a newcomer: a terminal, a browser, and nothing else."""

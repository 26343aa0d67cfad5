"""The policy: its document, what is wrong with one, those published, and what is in force."""

"""Leads in whole sentences: what happened, why a score moved, what a lead waits for. Pure."""

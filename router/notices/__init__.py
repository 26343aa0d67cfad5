"""Notices: what was told outside of hotlead, and what came of it."""

"""Reps: salespeople, their presence, their phones, and whose turn it is."""

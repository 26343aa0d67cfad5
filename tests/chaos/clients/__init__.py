"""Clients from outside, each of which writes down what it did and what it was told."""

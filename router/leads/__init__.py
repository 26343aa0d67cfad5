"""Leads: persons with what they left and did, their queues, assignments and ladders."""

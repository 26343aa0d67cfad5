"""Routers that do the same work, each written as the documentation of its library teaches.

All but `hand_loop` import nothing of hotlead, and run in an environment of their own
(`requirements.lock` beside this file): what they need does not agree with what hotlead pins.
"""

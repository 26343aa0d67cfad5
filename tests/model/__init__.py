"""A plain Python model of one shard, and the scripts compared with it, step by step.

The model decides: given the same events it says what each script returns, who gets which lead,
which rung fires and what each action is answered. It is written from the design, in its words, with
lists and dicts and scans over all of them, and shares no code with the scripts or with the audit.

Each module has one subject: `world` what there is, `scoring` a lead's score and its place in the
order, `reps` who is free and whose turn it is, `dispatch` which lead goes to which rep, `ladder`
the hot clock and the rungs, `intake` captures, signals and policies, `actions` what people do,
`timers` what falls due, `model` the guards before all of it. `pair` runs the model and a real Redis
side by side, `comparison` finds where they differ, `machine` thinks up what happens, and `run` is
the way in.
"""

"""A seeded simulation of the decision core: real owners, scripts and recovery; days in seconds.

In memory are only Redis (the same scripts, see `memory`) and Kafka (`logs`). Time stands still but
for what the world lets pass, and everything that is left to chance comes from one seed.
"""

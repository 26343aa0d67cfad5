"""The inbox: owners of shards, which run what events and timers ask for and write the journal."""

"""The inbox: owners of shards, which recognise, score, dispatch, escalate and write the journal."""

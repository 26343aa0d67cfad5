"""The read store: a projection of the journal into SQLite, and the KPIs computed from it."""

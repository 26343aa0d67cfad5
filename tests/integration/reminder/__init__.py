"""An aggregate of a test's own, in one folder: nothing outside of it knows of reminders."""

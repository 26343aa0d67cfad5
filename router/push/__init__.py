"""Ways to a person's phone: Web Push, and the vendors' channels; limits that all workers share."""

"""What nobody may read who need not: phone numbers found in whatever people type, and hidden."""

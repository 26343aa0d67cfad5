"""The policies of an installation: as people write them, as published, and put into force."""

"""The topics that an installation must have: made, compared, mended where that loses nothing."""

"""Tests: unit ones need nothing; integration ones start real brokers and stores."""

"""A store in memory that passes the tests that Redis passes: the same scripts, the same Lua."""

"""The demonstration: two made-up people, a clock that can be wound on, and an installation that is thrown away."""

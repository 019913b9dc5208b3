"""Where things are kept: the database, guarded. In this release it keeps one row, about itself."""

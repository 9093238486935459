"""The ballot box's database: the public log, and what waits to be logged."""

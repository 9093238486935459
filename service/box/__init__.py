"""The ballot box: takes sealed ballots from nobody in particular, and keeps the public log."""

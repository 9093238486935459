"""A complete sample election on this machine, to try everything by hand."""

"""The doors: command line, HTTP rooms, pages, mail, storage."""

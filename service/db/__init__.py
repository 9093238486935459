"""Three databases: roll, box, office. One session module; the only commit is there."""

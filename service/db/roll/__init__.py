"""The roll office's database: people, rolls, and who has drawn. Never what anybody voted."""

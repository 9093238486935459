"""The roll office: who the members are, and who has drawn a paper. Never what anybody voted."""

"""The office's database: officers, notices, acts, results. Nothing about members."""

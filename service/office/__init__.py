"""The office: officers, notices, acts, opening, count, declaration. It knows no member."""

"""Rehearses an election end to end through the real HTTP interface: members, officers, trustees.

It opens no database: it starts a server of its own and talks to it as everybody else does.
"""

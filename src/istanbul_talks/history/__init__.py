"""Compares versions, makes releases, carries annotations over to changed texts.

In: two versions of a corpus. Out: changes, notes, the smallest next version, a release commit.
"""

"""Versions compared and released, and annotations carried over to a changed text.

In: two versions of a corpus. Out: changes, notes, the smallest next version, a release commit.
"""

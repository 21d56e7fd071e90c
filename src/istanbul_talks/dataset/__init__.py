"""A corpus becomes a release: rows, shards, documents, manifest.

In: a checked corpus. Out: a release folder, and what can be said of it: verified, cited, linked.
"""

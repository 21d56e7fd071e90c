"""Turns a corpus into a release: rows, shards, documents, manifest.

In: a checked corpus. Out: a release folder, verified, with citations and permanent links.
"""

"""A release goes out: one module a kind of host.

In: a verified release folder. Out: the same files at the Hub, Zenodo or a bucket.
"""

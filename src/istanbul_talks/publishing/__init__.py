"""Publishes a release: one module per kind of host.

In: a verified release folder. Out: the same files on the Hub, on Zenodo or in a bucket.
"""

"""A page or a form becomes a draft annotation.

In: a saved page, or an issue. Out: a capture and a draft that validates.
"""

"""Pure functions on `str`: quotes and their places, dates, graphemes, languages, revisions.

In: text and words. Out: places in code points, dates, or text fit for a message.
"""

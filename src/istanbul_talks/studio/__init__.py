"""The annotation studio: a local page over the files of a corpus.

In: a corpus folder and what a browser sends. Out: pages, findings, and the files that the command
line would write.
"""

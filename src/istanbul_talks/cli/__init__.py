"""The command line: one module a command, each with `register` and `run`.

In: arguments. Out: printed lines and an exit code.
"""

"""The command line: one module a command, each with `add_options` and `run`.

In: arguments. Out: printed lines and an exit code.
"""

"""Programs by construction: every operation and every place of Python, observed and executed.

An edit changes four things: the status of the answer, its body, the text of the URL and the keys of
the request body. For every name that Python's own modules list, a program passes one of the four
through that operation and looks at what comes out. It has to do after `fix` what it did before, or
has to be left unresolved.

`python -m tests.construction` runs all of it and says what is wrong.
"""

"""The abstract interpreter: runs the functions that matter and watches the requests they send.

From the bottom: `machine` (state), `strings` and `containers` (what built-in types do),
`classes` (objects of the project), `http` (requests and answers), `externals` (known functions of
other packages), `calls`, `expressions`, `statements`, and `run` (which functions are run).
"""

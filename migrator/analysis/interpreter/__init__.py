"""The abstract interpreter: runs the functions that matter and watches the requests they send.

From the bottom: `machine` (state), `questions` and `escapes` (what is noted of values), `strings`,
`containers` and `outside` (what built-in types and known packages do), `classes` and `attributes`
(objects of the project), `http`, `machinery` and `limits` (requests and answers), `mocks` and its
neighbours (tests that pin requests), `calls`, `expressions`, `statements`, and last `carriers` and
`run` (which functions are run).
"""

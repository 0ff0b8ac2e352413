"""Runs a notebook from stdin with nbclient, as `jupyter nbconvert --execute` does, and writes it to stdout.

argv: folder to run in.
"""

import sys

import nbformat
from nbclient import NotebookClient
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

notebook = nbformat.reads(sys.stdin.read(), as_version=4)
NotebookClient(
    notebook,
    timeout=120,
    kernel_name="tslab",
    allow_errors=True,
    resources={"metadata": {"path": sys.argv[1]}},
    record_timing=False,
).execute()
CoalesceStreamsPreprocessor().preprocess(notebook, {})
sys.stdout.write(nbformat.writes(notebook) + "\n")

"""What the product can do: one verb, one file, one public function.

Each is authorise, check state, write in one transaction, record the event, return. Keyword-only, `actor` first.
The files of nouns (`locking`, `recording`, `transitions`, …) hold the steps that several verbs share.
"""

"""What the product can do. One verb is one file with one public function.

Each verb authorizes the actor, checks the state, writes in one transaction, records the event and returns. Its
arguments are keyword-only, `actor` first. `kernel` has the steps that verbs of several rooms share. Modules with a
leading underscore belong to their room alone. Under a lock a verb calls steps, never another verb.
"""

"""Links between documents: where they lead, what links to a document, and which are broken."""

"""The desk: the pages that people use in the browser, built on the services."""

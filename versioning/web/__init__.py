"""The desk: what people see in the browser, over the services."""

"""The HTTP APIs. Both contracts share these modules, and each contract has a package of its own."""

"""The desk: pages for people who write and approve documents, over the same services and policies as the API."""

"""Document360's v3 contract over the same services: articles, categories and what their pages refer to."""

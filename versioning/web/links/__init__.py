"""Pages about links between documents."""

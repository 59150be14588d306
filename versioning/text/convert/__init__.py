"""Convert texts of other products: HTML to Markdown, and the HTML that these products write to plain HTML."""

"""Small exports of other products, written by hand after the real ones."""

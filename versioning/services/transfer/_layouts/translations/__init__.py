"""The languages of sites: which pages translate which."""

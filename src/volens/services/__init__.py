"""First floor: one room for each public service, each a Django app."""

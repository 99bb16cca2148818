"""The log's place in the house: what the office did goes in, and comes out as receipts, pages and an audit (S11)."""

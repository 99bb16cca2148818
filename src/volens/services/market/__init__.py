"""The room of figures about the labour market and about this service, published with disclosure control (S8)."""

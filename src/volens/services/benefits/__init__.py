"""The room of benefits: what the law gives, told with reasons. The anonymous check stores nothing."""

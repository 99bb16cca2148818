"""`python -m volens`."""

from volens.cli import main

main()

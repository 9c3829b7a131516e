"""`python -m mapper` is the command line."""

from mapper.cli import main

main(prog_name="mapper")

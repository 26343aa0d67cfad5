"""`python -m hotlead.router.cli`: the command line, where `hotlead` is not on the PATH."""

from hotlead.router.cli import main

if __name__ == "__main__":
    main()

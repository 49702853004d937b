"""`catalogue`, also `python -m service`."""

from service.cli.commands import main

if __name__ == "__main__":
    main()

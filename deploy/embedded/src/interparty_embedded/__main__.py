"""The same command as `interparty`: `python -m interparty_embedded`."""

from interparty_embedded.cli import main

if __name__ == "__main__":
    main()

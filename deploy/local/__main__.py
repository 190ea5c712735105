"""`python -m deploy.local`: the command `sanshe` where the package is not installed."""

from deploy.local.cli import app

if __name__ == "__main__":
    app()

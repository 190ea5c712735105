"""Migrates services' databases; `python -m deploy.local.preparation registry needs …`.

Runs what each service has for it, `services.<service>.migrations` and the registry's bootstrap, in
one process: importing the platform costs more than migrating.
"""

import runpy
import sys


def main(services: list[str]) -> None:
    """Bring each database up to date, then make the registry's first data if it is among them."""
    modules = [f"services.{service}.migrations" for service in services]
    if "registry" in services:
        modules.append("services.registry.bootstrap")
    for module in modules:
        sys.argv = [module]
        runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])

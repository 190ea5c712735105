"""The bill of materials (CycloneDX 1.6): everything in the image and beside it that is not ours."""

import re

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from deploy.supply.lock import ROOT, RUNTIME, packages

OUR_OWN = "sanshe"
SWAGGER = ROOT / "deploy/docs-site/swagger-ui/VERSION"
COMPOSE = ROOT / "docker-compose.yml"
IMAGE = re.compile(r"^ +image: (\S+)$", re.MULTILINE)


def bill() -> str:
    """The bill as JSON: packages of the image, the API browser's, and the servers' images."""
    bom = Bom()
    whole = Component(name=OUR_OWN, type=ComponentType.APPLICATION, bom_ref=OUR_OWN)
    bom.metadata.component = whole
    for package in packages(RUNTIME):
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.sha256]
        bom.components.add(_component("pypi", package.name, package.version, hashes))
    name, version = SWAGGER.read_text().replace(",", "").split()[:2]
    bom.components.add(_component("npm", name, version))
    for image in _images():
        name, _, tag = image.partition(":")
        bom.components.add(_component("docker", name, tag))
    bom.register_dependency(whole, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def fault(text: str) -> str | None:
    """What the schema has against a bill."""
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return None if found is None else str(found)


def _component(
    kind: str, name: str, version: str, hashes: list[HashType] | None = None
) -> Component:
    space, _, short = name.rpartition("/")
    return Component(
        bom_ref=f"{kind}:{name}@{version}",
        type=ComponentType.CONTAINER if kind == "docker" else ComponentType.LIBRARY,
        name=name,
        version=version,
        purl=PackageURL(kind, namespace=space or None, name=short, version=version),
        hashes=hashes or [],
    )


def _images() -> list[str]:
    """The images of others that docker-compose.yml names."""
    named = set(IMAGE.findall(COMPOSE.read_text()))
    return sorted(image for image in named if not image.startswith(f"{OUR_OWN}:"))

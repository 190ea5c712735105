"""An earning policy: the figures by which service becomes credits, in dated versions."""

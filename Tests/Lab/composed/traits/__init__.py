"""What a healthy network may have."""

from composed.traits import device, engines, names, routes, site, upstream

__all__ = ["device", "engines", "names", "routes", "site", "upstream"]

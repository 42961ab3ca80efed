"""What may be wrong with a network."""

from composed.faults import containers, device, names, path, protocols, proxies, segments, services, tls

__all__ = ["containers", "device", "names", "path", "protocols", "proxies", "segments", "services", "tls"]

import ProbeCore
import ProbeFindings

extension CausePage {
    static let servicePages: [CausePage] = [
        CausePage(
            .portalCaptive, "A login page answers in the place of the services (captive portal).",
            evidence: "Two independent plain-HTTP checks are altered, or a redirect leads to a login page.",
            unlike: [.init(.tlsNonTLSReply, "plain HTTP passes unaltered")], owners: .siteNetwork),
        CausePage(
            .proxyUnreachable, "The proxy itself cannot be reached.",
            evidence: "The connection to the proxy fails, or its name does not resolve; the reason is in the finding.",
            unlike: [.init(.proxyDenied, "the proxy answers and refuses")], owners: .device, .proxy),
        CausePage(
            .proxyAuthRequired, "The proxy wants credentials.",
            evidence: "407 to CONNECT; the schemes it offers are listed. IoT Edge supports neither NTLM nor Negotiate.",
            unlike: [.init(.proxyDenied, "the proxy forbids the hub, whoever asks")], owners: .proxy, .device),
        CausePage(
            .proxyDenied, "The proxy forbids the hub.",
            evidence: "CONNECT to the hub is answered with 403, 405 or 5xx.",
            unlike: [
                .init(.proxyPortDenied, "443 passes, other ports are refused"),
                .init(.proxyAuthRequired, "407: with credentials it might work"),
            ], owners: .proxy),
        CausePage(
            .proxyPortDenied, "The proxy opens tunnels to 443 only.",
            evidence: "CONNECT to port 443 passes, to 5671 and 8883 it is refused. WebSocket needs only 443.",
            unlike: [.init(.proxyDenied, "443 is refused as well")], owners: .proxy),
        CausePage(
            .proxyRequired, "Only the proxy leads out; IoT Edge needs it configured, and a WebSocket transport.",
            evidence: "Direct connections fail everywhere, through the proxy they work.",
            unlike: [.init(.tcpDroppedAll, "there is no proxy that works")], owners: .device),
        CausePage(
            .proxySchemeUnsupported, "The proxy's URL begins with https://, which IoT Edge does not support.",
            evidence: "The scheme of the configured URL.", owners: .device),
        CausePage(
            .proxyEnvMismatch, "Not every place has the same proxy setting.",
            evidence: "The shell, the systemd units, the engine and the modules disagree, or NO_PROXY misses the local "
                + "endpoints.",
            unlike: [.init(.proxyRequired, "no place has the proxy")], owners: .device),
        CausePage(
            .registryDataEndpointBlocked, "The registry answers, but the host that its images come from does not.",
            evidence: "The registry redirects to its data endpoint, and that one is not reached.",
            unlike: [.init(.registryForbidden, "the registry itself refuses")], owners: .siteNetwork, .proxy),
        CausePage(
            .registryForbidden, "The registry refuses to give its images.",
            evidence: "401 or 403 behind the challenge; for a public registry somebody on the way says so.",
            unlike: [.init(.registryDataEndpointBlocked, "the registry agrees, its data endpoint is not reached")],
            owners: .hubConfiguration, .siteNetwork),
        CausePage(
            .dpsBlocked, "The provisioning service is not reached; the hub is.",
            evidence: "DPS fails while the hub's HTTPS works. A warning, unless an id scope says that it is needed.",
            unlike: [.init(.tcpDroppedAll, "the hub fails as well")], owners: .siteNetwork),
    ]
}

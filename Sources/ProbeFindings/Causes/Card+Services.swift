import ProbeCore

/// The cards of proxies, portals, registries and provisioning.
extension Card {
    static let portalCaptive = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located, concern: .everything,
        owners: [.siteNetwork],
        meaning: "A login page answers in the place of the services (captive portal).",
        evidence: "Two independent plain-HTTP checks are altered, or a redirect leads to a login page.",
        likeness: .among([
            .init(.tcpHalfOpenProxy, "addresses that do not exist accept connections", by: .portal),
            .init(.tlsNonTLSReply, "plain HTTP passes unaltered", by: .portal),
            .init(.tlsBlockPage, "plain HTTP passes unaltered", by: .portal),
            .init(.httpNotTheHub, "a login page stands in the way of every page", by: .portal),
        ]),
        remedies: [.exemptFromPortal],
        signatures: [])

    static let proxyUnreachable = Card(
        layer: .service, reach: .site, effect: .stops, place: .beforeTheProxy,
        seat: .upToTheProxy, concern: .whatMayUseAProxy, degradation: .whereAProxyIsUsed, isOfProxies: true,
        owners: [.device, .proxy],
        meaning: "The proxy itself cannot be reached.",
        evidence: """
            The connection to the proxy fails, or its name does not resolve; the reason is in the finding.
            """,
        likeness: .among([
            .init(.hostOutputDropped, "the packets to the proxy never leave this device", by: .ownFailure),
            .init(.hostNeighbourDead, "this device's own gateway does not answer ARP", by: .gateways),
            .init(.proxyDenied, "the proxy answers and refuses", by: .tunnel),
            .init(.proxyAuthRequired, "the proxy answers, and wants credentials", by: .tunnel),
            .init(.proxySchemeUnsupported, "the URL has a scheme that nothing here speaks", by: .proxySettings),
        ]),
        remedies: [.reachProxy],
        signatures: [])

    static let proxyAuthRequired = Card(
        layer: .service, reach: .site, effect: .stops, place: .located,
        seat: .atTheProxy, concern: .whatMayUseAProxy, degradation: .whereAProxyIsUsed, isOfProxies: true,
        owners: [.proxy, .device],
        meaning: "The proxy wants credentials.",
        evidence: """
            407 to CONNECT; the schemes it offers are listed. IoT Edge supports neither NTLM nor Negotiate.
            """,
        likeness: .among([
            .init(.proxyUnreachable, "the proxy itself is out of reach", by: .tunnel),
            .init(.proxyDenied, "the proxy forbids the hub, whoever asks", by: .tunnel),
        ]),
        remedies: [.exemptFromAuthentication, .proxyCredentials],
        signatures: [])

    static let proxyDenied = Card(
        layer: .service, reach: .site, effect: .stops, place: .located,
        seat: .atTheProxy, concern: .whatMayUseAProxy, degradation: .whereAProxyIsUsed, isOfProxies: true,
        owners: [.proxy],
        meaning: "The proxy forbids the hub.",
        evidence: "CONNECT to the hub is answered with 403, 405 or 5xx.",
        likeness: .among([
            .init(.proxyUnreachable, "the proxy itself is out of reach", by: .tunnel),
            .init(.proxyAuthRequired, "407: with credentials it might work", by: .tunnel),
            .init(.proxyPortDenied, "443 passes, other ports are refused", by: .tunnel),
        ]),
        remedies: [.allowAtProxy],
        signatures: [])

    static let proxyPortDenied = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located,
        seat: .atTheProxy, concern: .plainPorts, isOfProxies: true,
        owners: [.proxy],
        meaning: "The proxy opens tunnels to 443 only.",
        evidence: "CONNECT to port 443 passes, to 5671 and 8883 it is refused. WebSocket needs only 443.",
        likeness: .among([
            .init(.proxyDenied, "443 is refused as well", by: .tunnel)
        ]),
        remedies: [.allowAtProxy, .useWebSocket],
        signatures: [])

    static let proxyRequired = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .nowhere, concern: .everything, isOfProxies: true,
        owners: [.device],
        meaning: "Only the proxy leads out; IoT Edge needs it configured, and a WebSocket transport.",
        evidence: "Direct connections fail everywhere, through the proxy they work.",
        likeness: .among([
            .init(.tcpDroppedAll, "there is no proxy that works", by: .tunnel),
            .init(.proxyEnvMismatch, "the places that name a proxy do not agree", by: .files),
        ]),
        remedies: [.useProxy],
        signatures: [])

    static let proxySchemeUnsupported = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .onThisDevice,
        concern: .whatMayUseAProxy, degradation: .whereAProxyIsUsed, isOfProxies: true,
        owners: [.device],
        meaning: """
            The proxy's URL is none that IoT Edge can use: it begins with https://, or is that of a script (PAC).
            """,
        evidence: "The scheme of the configured URL, or what its path ends in.",
        likeness: .among([
            .init(.proxyUnreachable, "the URL is right, and the proxy is out of reach", by: .proxySettings),
            .init(.proxyEnvMismatch, "the places that name a proxy do not agree", by: .proxySettings),
        ]),
        remedies: [.httpProxyURL],
        signatures: [])

    static let proxyEnvMismatch = Card(
        layer: .service, reach: .endpoint, effect: .passes, place: .onThisDevice,
        concern: .whatMayUseAProxy, isOfProxies: true,
        owners: [.device, .hubConfiguration],
        meaning: "Not every place has the same proxy setting.",
        evidence: """
            The shell, the systemd units, the engine and the modules disagree, or systemd passes over the line that \
            would set it, or NO_PROXY misses the local endpoints.
            """,
        likeness: .among([
            .init(.configMalformed, "a file does not parse", by: .files),
            .init(.proxyRequired, "no place has the proxy", by: .files),
            .init(.proxySchemeUnsupported, "every place has a URL that IoT Edge cannot use", by: .proxySettings),
        ]),
        remedies: [.repairAssignment, .sameProxy],
        signatures: [])

    static let registryDataEndpointBlocked = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located, concern: .registries,
        owners: [.siteNetwork, .proxy, .device, .hubConfiguration],
        meaning: "The registry answers, but the host that its images or its tokens come from does not.",
        evidence:
            "The registry redirects to its data endpoint, or names its token service, and that one is not reached.",
        likeness: .among([
            .init(.hostOutputDropped, "the packets to the data endpoint never leave this device", by: .ownFailure),
            .init(.registryForbidden, "the registry itself wants credentials", by: .registry),
            .init(.registryDenied, "the registry itself refuses", by: .registry),
        ]),
        remedies: [.allowDataEndpoint, .addAddress, .repairResolver, .askTheService],
        signatures: [])

    static let registryForbidden = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located,
        owners: [.hubConfiguration, .siteNetwork, .device],
        meaning: "The registry gives its images to nobody without credentials, or refuses those that it is given.",
        evidence: """
            401 behind the challenge; for a public registry somebody on the way says so. An error with the credentials that \
            the configuration or the deployment has for it, or for a deployment that has none; else information.
            """,
        likeness: .among([
            .init(
                .registryDataEndpointBlocked,
                """
                the registry agrees, its data endpoint is not reached
                """, by: .registry),
            .init(.registryDenied, "it is 403, for what no credentials are wanted for as well", by: .registry),
            .init(.httpNotTheHub, "somebody else answers in the registry's place", by: .marks),
        ]),
        remedies: [.passRegistry, .registryCredentials, .registryRules],
        signatures: [])

    static let registryDenied = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located,
        owners: [.hubConfiguration, .siteNetwork],
        meaning: "The registry turns this site away.",
        evidence: """
            403 at once, or behind the challenge, for what names no repository as well: its own firewall or its rights, \
            not missing credentials. Or for the image, in spite of the credentials that the configuration or the \
            deployment has for it.
            """,
        likeness: .among([
            .init(
                .registryDataEndpointBlocked,
                """
                the registry agrees, its data endpoint is not reached
                """, by: .registry),
            .init(.registryForbidden, "it is 401: credentials are wanted", by: .registry),
            .init(.httpNotTheHub, "somebody else answers in the registry's place", by: .marks),
        ]),
        remedies: [.passRegistry, .registryRules],
        signatures: [])

    static let registryLimited = Card(
        layer: .service, reach: .endpoint, effect: .passes, place: .nowhere,
        owners: [.hubConfiguration, .cloud],
        meaning: "The registry gives no more for a while: too much was pulled from here, or by this account.",
        evidence: """
            HTTP 429 (RFC 6585 section 4) to the request for a token, for a manifest or for an image of the deployment.
            """,
        likeness: .alone(because: "nobody on the way can say it inside verified TLS, and a registry at ease does not"),
        remedies: [.registryCredentials, .askTheService],
        signatures: [],
        related: [(.logImage429, "the same, told by a log")])

    static let dpsBlocked = Card(
        layer: .service, reach: .endpoint, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "The provisioning service is not reached; the hub is.",
        evidence: "DPS fails while the hub's HTTPS works. A warning, unless an id scope says that it is needed.",
        likeness: .among([
            .init(.tcpDroppedAll, "the hub fails as well", by: .otherAddress),
            .init(.dnsSinkhole, "the address is not the service's", by: .redemption),
            .init(.hostOutputDropped, "the packets never leave this device", by: .ownFailure),
            .init(.hostNeighbourDead, "this device's own gateway does not answer ARP", by: .gateways),
            .init(.fwdRPFilter, "this device does not believe answers that come in by another uplink", by: .settings),
            .init(.routeVPNOverride, "past the tunnel it works", by: .detour),
            .init(.routeDeadDefault, "by another interface of this device it works", by: .detour),
            .init(.routeStale, "a route of this device's own leads to it, and to nobody who answers", by: .routes),
        ]),
        remedies: [.allowOutbound, .useWebSocket, .startLocalService],
        signatures: [])
}

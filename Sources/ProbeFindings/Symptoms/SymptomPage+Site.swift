import ProbeCore

/// Symptoms of what stands between the device and the hub on purpose: a proxy, TLS inspection, a gateway above.
extension SymptomPage {
    static let proxyRefuses = SymptomPage(
        "the proxy wants credentials, or refuses: 407, 403",
        meaning: [
            """
            407: the proxy wants a user and a password, or a scheme that IoT Edge does not speak (NTLM, Negotiate). 403 to \
            CONNECT: its list does not have the hub, or not the port.
            """
        ],
        candidates: [
            Candidate(.proxyAuthRequired, "407; the schemes that it offers are named"),
            Candidate(.proxyDenied, "403 or 405 to CONNECT for the hub's name"),
            Candidate(.proxyPortDenied, "443 passes, 5671 and 8883 do not: only WebSockets need no more than 443"),
            Candidate(.proxyUnreachable, "the proxy itself does not answer"),
            Candidate(.proxySchemeUnsupported, "its URL begins with https://, or is that of a script"),
            Candidate(.proxyEnvMismatch, "one of the four places does not know it, or another one"),
        ],
        decision: "A run asks the proxy for each name, and compares what shell, engine, services and modules are told.",
        linux: Resolution(
            ["The same http:// URL in all four places, with user and password in it where it wants them."],
            [.proxy, .ports], [.proxyCredentials, .exemptFromAuthentication, .allowAtProxy, .sameProxy, .httpProxyURL]),
        windows: Resolution(["The services' entries in the registry have it, and config.yaml."], [.proxy, .ports]),
        logs: [.logProxy407, .logProxyDenied],
        marks: [
            .status(407), .phrase("407 proxy authentication required"), .phrase("proxy authentication required"),
            .phrase("received http code 403 from proxy after connect"), .phrase("tunnel http 1 1 403"),
            .words("proxy 407"), .words("proxy 403"), .words("proxy"),
        ])

    static let certificateRefused = SymptomPage(
        "certificate verify failed, or a self-signed certificate",
        meaning: [
            """
            Who answers is not the hub, or this device does not know the root that the hub's certificate ends at. At sites \
            that open TLS the first is usual: the issuer is then the site's own.
            """
        ],
        candidates: [
            Candidate(.tlsIntercepted, "the chain ends at a root that is not public; its name is shown"),
            Candidate(.tlsBlockPage, "so it does, and a page of the site's filter answers inside"),
            Candidate(.tlsInterceptedTrusted, "the host trusts that root, containers do not"),
            Candidate(.tlsWeakChain, "the chain is trusted, and its keys or digests are too weak"),
            Candidate(.tlsUnknownCA, "one service alone is unknown: a private authority, or a missing root"),
            Candidate(.tlsHostnameMismatch, "the chain is trusted, and has another name"),
            Candidate(.hostClockSkew, "the chain is right, and the clock is not"),
        ],
        decision: "A run shows the chain, and judges it by public roots, by the host's store and by those you give it.",
        linux: Resolution(
            [
                "Ask for an exemption for the hub's names; else the site's root into the host's store and the trust bundle."
            ],
            [.certificates, .clock], [.noTLSInspection, .allowName, .trustInspectionRoot, .trustPrivateRoot, .setClock]),
        windows: Resolution(
            ["The root into LocalMachine\\Root, and into the trust bundle of modules."], [.certificates]),
        logs: [.logCertificate],
        marks: [
            .phrase("certificate verify failed"), .phrase("self signed certificate in certificate chain"),
            .phrase("unable to get local issuer certificate"), .phrase("the remote certificate is invalid"),
            .phrase("x509 certificate signed by unknown authority"), .words("tls inspection"), .words("self signed"),
            .words("certificate invalid"),
        ])

    static let parentUnreachable = SymptomPage(
        "a device below another: could not perform HTTP request",
        meaning: [
            """
            With parent_hostname the parent stands in the hub's place: identity, messages and images come through it. The \
            services report that they could not perform an HTTP request while it does not answer on 443.
            """
        ],
        candidates: [
            Candidate(.dnsNxdomain, "the parent's name does not resolve"),
            Candidate(.tcpRefused, "nothing listens on 443 of the parent: edgeHub or its proxy module does not run"),
            Candidate(.tcpDroppedPort, "a firewall between the two, or the parent's own"),
            Candidate(.tlsUnknownCA, "the child does not know the parent's root"),
        ],
        decision: "A run on the child measures to the parent, with the root that the configuration names.",
        command: "sudo edgeprobe",
        linux: Resolution(
            ["Open 443 of the parent to the children's network, and give the child the parent's root."],
            [.parent, .certificates], [.correctName, .allowOutbound, .openParent, .trustPrivateRoot]),
        windows: Resolution(
            ["A parent on Windows lets 443 in by Windows Defender Firewall, from the inside alone."], [.parent, .ports]),
        logs: [.logParentUnreachable],
        marks: [
            .phrase("could not perform http request"), .words("parent unreachable"), .words("nested"),
            .words("parent hostname"), .words("downstream gateway"),
        ])
}

import ProbeCore

/// The cards of TLS.
extension Card {
    static let tlsSNIFiltered = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork],
        meaning: "TLS connections that name the hub are cut; another name passes.",
        evidence: """
            At the same address and port the hub's name is reset, dropped, closed or refused with an alert, and a \
            control name of equal length, or none, gets a ServerHello.
            """,
        likeness: .among([
            .init(.tcpResetMidstream, "every name is reset", by: .otherName),
            .init(.mtuBlackholeOut, "the size decides, not the name", by: .otherName),
            .init(.tcpDroppedPort, "the connection does not even open", by: .connects),
            .init(.tlsSwallowed, "every name meets the same", by: .otherName),
            .init(.tlsClosed, "every name meets the same", by: .otherName),
            .init(.tlsCipherMismatch, "no name is answered", by: .otherName),
            .init(.tlsVersionMismatch, "no name is answered", by: .otherName),
        ]),
        remedies: [.noTLSInspection, .useWebSocket],
        signatures: [])

    static let tlsSwallowed = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .proxy],
        meaning: "The ClientHello is accepted and never answered, whatever the name.",
        evidence: "The ClientHello is acknowledged, then silence, for every name; small segments do not help.",
        likeness: .among([
            .init(.tcpHalfOpenProxy, "addresses that do not exist accept connections as well", by: .nowhere),
            .init(
                .tcpAsymmetric, "the SYN-ACK is repeated, and nothing that is sent is acknowledged",
                by: .acknowledgement),
            .init(.mtuBlackholeIn, "small segments help", by: .smallSegments),
            .init(.tlsSNIFiltered, "another name is answered", by: .otherName),
            .init(.tlsClosed, "the connection is closed", by: .bytes),
            .init(.mqttSwallowed, "TLS completes", by: .chain),
            .init(.amqpSwallowed, "TLS completes", by: .chain),
        ]),
        remedies: [.noTLSInspection, .useWebSocket],
        signatures: [])

    static let tlsBlockPage = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located, isFilter: true,
        owners: [.siteNetwork, .proxy],
        meaning: "A filter answers in the service's place, with a page and a certificate of its own.",
        evidence: """
            The chain ends at a root that nobody knows, and inside it one request without credentials is answered with a page \
            (HTTP 200, 403, 451 or a redirect) that has none of the marks of the service's own answers.
            """,
        likeness: .among([
            .init(.dnsSinkhole, "the address is wrong: another server answers there", by: .redemption),
            .init(.dnsInjected, "the address is not the resolver's: another server answers there", by: .redemption),
            .init(.tlsIntercepted, "the service's own answer is passed on", by: .marks),
            .init(.tlsUnknownCA, "the service itself answers", by: .marks),
            .init(.httpNotTheHub, "the certificate is the service's own", by: .chain),
            .init(.portalCaptive, "plain-HTTP checks are altered as well", by: .portal),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.allowName],
        signatures: [])

    static let tlsIntercepted = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.proxy, .siteNetwork],
        meaning: "A TLS-inspecting device shows its own certificate in the service's place.",
        evidence: """
            The chain ends at a root that is neither public nor given with --ca-file, for several services or for \
            one whose public chain is known; the issuer is shown.
            """,
        likeness: .among([
            .init(.dnsSinkhole, "the address is wrong: another server answers there", by: .redemption),
            .init(.dnsInjected, "the address is not the resolver's: another server answers there", by: .redemption),
            .init(.tlsUnknownCA, "only this one host's chain is unknown", by: .otherServices),
            .init(.tlsBlockPage, "a page comes back in the place of the service's answer", by: .marks),
            .init(.tlsInterceptedTrusted, "this host trusts the root, and containers do not", by: .chain),
            .init(.httpNotTheHub, "the certificate is the service's own", by: .chain),
            .init(.tlsHostnameMismatch, "the chain is trusted, and for another name", by: .chain),
            .init(.tlsExpired, "the chain is right but for its dates", by: .chain),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.noTLSInspection, .trustInspectionRoot],
        signatures: [])

    static let tlsInterceptedTrusted = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.proxy, .siteNetwork, .device],
        meaning: "TLS is inspected by a root that this host trusts and its containers will not.",
        evidence: "The chain verifies with the host's own store alone.",
        likeness: .among([
            .init(.tlsIntercepted, "the host does not trust the root either", by: .chain),
            .init(.tlsUnknownCA, "nobody here knows the root", by: .chain),
        ]),
        remedies: [.noTLSInspection, .trustInspectionRoot],
        signatures: [])

    static let tlsWeakChain = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.proxy, .siteNetwork, .hubConfiguration],
        meaning: "The certificate is trusted, and its keys or digests are too weak for TLS libraries of today.",
        evidence: """
            The chain verifies, and OpenSSL refuses it at security level 1 or 2 (X509_V_ERR_EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, \
            CA_MD_TOO_WEAK); the level that this host asks for.
            """,
        likeness: .alone(because: "the library's own verdict on a chain that it trusts otherwise"),
        remedies: [.noTLSInspection, .renewCertificate],
        signatures: [])

    static let tlsUnknownCA = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.device],
        meaning: "One host's certificate ends at a root that is not known.",
        evidence: "Only this host's chain is unknown; other services show public chains.",
        likeness: .among([
            .init(.dnsSinkhole, "the address is wrong: another server answers there", by: .redemption),
            .init(.dnsInjected, "the address is not the resolver's: another server answers there", by: .redemption),
            .init(.tlsIntercepted, "other services' chains are unknown as well", by: .otherServices),
            .init(.tlsBlockPage, "a page comes back in the place of the service's answer", by: .marks),
            .init(.tlsInterceptedTrusted, "this host trusts the root", by: .chain),
            .init(.tlsIncompleteChain, "a certificate in the middle is missing", by: .chain),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.trustPrivateRoot, .noTLSInspection],
        signatures: [])

    static let tlsIncompleteChain = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.hubConfiguration],
        meaning: "The server leaves out an intermediate certificate.",
        evidence: "The chain verifies once a known intermediate is added.",
        likeness: .among([
            .init(.tlsUnknownCA, "no intermediate makes it verify", by: .chain)
        ]),
        remedies: [.sendIntermediate],
        signatures: [])

    static let tlsExpired = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.hubConfiguration],
        meaning: "The certificate has expired.",
        evidence: "Its end lies before the trusted time; everything else of it holds.",
        likeness: .among([
            .init(.hostClockSkew, "the device's clock is wrong, not the certificate", by: .clock),
            .init(.tlsIntercepted, "the chain ends at a root that nobody knows", by: .chain),
        ]),
        remedies: [.renewCertificate],
        signatures: [])

    static let tlsNotYetValid = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.hubConfiguration],
        meaning: "The certificate is not valid yet.",
        evidence: "Its beginning lies after the trusted time; everything else of it holds.",
        likeness: .among([
            .init(.hostClockSkew, "the device's clock is wrong, not the certificate", by: .clock)
        ]),
        remedies: [.renewCertificate],
        signatures: [])

    static let tlsHostnameMismatch = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.hubConfiguration, .siteNetwork, .proxy, .device],
        meaning: "The certificate is genuine and for another name.",
        evidence: """
            A trusted chain whose names do not cover the one asked for; DNS was looked at first. Where the same certificate answers \
            for several services, or the service proves itself on another port, somebody on the way shows it.
            """,
        likeness: .among([
            .init(.dnsSinkhole, "the address is wrong: another server answers there", by: .redemption),
            .init(.dnsInjected, "the address is not the resolver's: another server answers there", by: .redemption),
            .init(.tlsIntercepted, "the chain ends at a root that nobody knows", by: .chain),
            .init(.natRedirected, "a rule of this device sends the connection elsewhere", by: .ownTranslation),
        ]),
        remedies: [.useServiceName, .noTLSInspection],
        signatures: [])

    static let tlsVersionMismatch = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "No TLS version in common.",
        evidence: "A TLS alert 70 (protocol_version). A filter sends no alert.",
        likeness: .among([
            .init(.tlsCipherMismatch, "the version fits, the cipher suites do not", by: .bytes),
            .init(.tlsClosed, "no alert comes", by: .bytes),
            .init(.tlsSNIFiltered, "another name is answered", by: .otherName),
        ]),
        remedies: [.allowTLS12],
        signatures: [])

    static let tlsCipherMismatch = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .hubConfiguration],
        meaning: "No cipher suite in common.",
        evidence: "A TLS alert 40 (handshake_failure) or 71 (insufficient_security).",
        likeness: .among([
            .init(.tlsVersionMismatch, "alert 70: no version in common", by: .bytes),
            .init(.tlsSNIFiltered, "another name is answered", by: .otherName),
        ]),
        remedies: [.allowTLS12],
        signatures: [])

    static let tlsNonTLSReply = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork, .proxy],
        meaning: "Plain text comes back where TLS belongs.",
        evidence: """
            The first bytes are no TLS record; they are quoted and identify a portal, a proxy or another server.
            """,
        likeness: .among([
            .init(.dnsSinkhole, "the address is wrong: another server answers there", by: .redemption),
            .init(.dnsInjected, "the address is not the resolver's: another server answers there", by: .redemption),
            .init(.portalCaptive, "plain-HTTP checks are altered as well", by: .portal),
            .init(.protoWrongService, "the first bytes are another known protocol's", by: .bytes),
        ]),
        remedies: [.noTLSInspection],
        signatures: [])

    static let tlsClosed = Card(
        layer: .tls, reach: .address, effect: .stops, place: .located,
        owners: [.siteNetwork],
        meaning: "The connection is closed during the handshake without an alert, whatever the name.",
        evidence: "A FIN behind the ClientHello, for the hub's name and for a control name.",
        likeness: .among([
            .init(.tcpResetMidstream, "the connection is reset", by: .bytes),
            .init(.tlsSNIFiltered, "only the hub's name is closed", by: .otherName),
            .init(.tlsSwallowed, "nothing comes back at all", by: .bytes),
            .init(.tlsVersionMismatch, "an alert says what is wrong", by: .bytes),
        ]),
        remedies: [.noTLSInspection, .useWebSocket],
        signatures: [])

    static let tlsLargeHelloIntolerant = Card(
        layer: .tls, reach: .address, effect: .passes, place: .located,
        owners: [.siteNetwork],
        meaning: "A ClientHello of more than one segment is not understood.",
        evidence: """
            A ClientHello in two segments fails, one in a single segment passes, and the MSS makes no difference. Engines built \
            with Go 1.24 and programs with OpenSSL 3.5 send two, because of post-quantum keys.
            """,
        likeness: .among([
            .init(.mtuBlackholeOut, "with a small MSS the big one passes", by: .smallSegments)
        ]),
        remedies: [.passLargeHello, .smallHelloHere],
        signatures: [])
}

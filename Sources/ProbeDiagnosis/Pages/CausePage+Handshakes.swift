import ProbeCore
import ProbeFindings

extension CausePage {
    static let handshakePages: [CausePage] = [
        CausePage(
            .tlsSNIFiltered, "TLS connections that name the hub are cut; another name passes.",
            evidence:
                "At the same address and port the hub's name is reset, dropped or closed, and a control name of equal "
                + "length, or none, gets a ServerHello.",
            unlike: [
                .init(.tcpDroppedPort, "the connection does not even open"),
                .init(.mtuBlackholeOut, "the size decides, not the name"),
            ], owners: .siteNetwork),
        CausePage(
            .tlsSwallowed, "The ClientHello is accepted and never answered, whatever the name.",
            evidence: "The ClientHello is acknowledged, then silence, for every name; small segments do not help.",
            unlike: [.init(.mtuBlackholeIn, "small segments help")], owners: .siteNetwork, .proxy),
        CausePage(
            .tlsIntercepted, "A TLS-inspecting device shows its own certificate in the service's place.",
            evidence:
                "The chain ends at a root that is neither public nor given with --ca-file, for several services or for "
                + "one whose public chain is known; the issuer is shown.",
            unlike: [.init(.tlsUnknownCA, "only this one host's chain is unknown")], owners: .proxy, .siteNetwork),
        CausePage(
            .tlsInterceptedTrusted, "TLS is inspected by a root that this host trusts and its containers will not.",
            evidence: "The chain verifies with the host's own store alone.",
            unlike: [.init(.tlsIntercepted, "the host does not trust the root either")],
            owners: .proxy, .siteNetwork, .device),
        CausePage(
            .tlsUnknownCA, "One host's certificate ends at a root that is not known.",
            evidence: "Only this host's chain is unknown; other services show public chains.",
            unlike: [.init(.tlsIntercepted, "other services' chains are unknown as well")], owners: .device),
        CausePage(
            .tlsIncompleteChain, "The server leaves out an intermediate certificate.",
            evidence: "The chain verifies once a known intermediate is added.",
            unlike: [.init(.tlsUnknownCA, "no intermediate makes it verify")], owners: .hubConfiguration),
        CausePage(
            .tlsExpired, "The certificate has expired.",
            evidence: "Its end lies before the trusted time; everything else of it holds.",
            unlike: [.init(.hostClockSkew, "the device's clock is wrong, not the certificate")],
            owners: .hubConfiguration),
        CausePage(
            .tlsNotYetValid, "The certificate is not valid yet.",
            evidence: "Its beginning lies after the trusted time; everything else of it holds.",
            unlike: [.init(.hostClockSkew, "the device's clock is wrong, not the certificate")],
            owners: .hubConfiguration),
        CausePage(
            .tlsHostnameMismatch, "The certificate is genuine and for another name.",
            evidence: "A trusted chain whose names do not cover the one asked for; DNS was looked at first.",
            unlike: [.init(.dnsSinkhole, "the address is wrong: another server answers there")],
            owners: .hubConfiguration, .device),
        CausePage(
            .tlsVersionMismatch, "No TLS version in common.",
            evidence: "A TLS alert 70 (protocol_version). A filter sends no alert.",
            unlike: [.init(.tlsCipherMismatch, "the version fits, the cipher suites do not")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .tlsCipherMismatch, "No cipher suite in common.",
            evidence: "A TLS alert 40 (handshake_failure) or 71 (insufficient_security).",
            unlike: [.init(.tlsVersionMismatch, "alert 70: no version in common")],
            owners: .siteNetwork, .hubConfiguration),
        CausePage(
            .tlsNonTLSReply, "Plain text comes back where TLS belongs.",
            evidence:
                "The first bytes are no TLS record; they are quoted and identify a portal, a proxy or another server.",
            unlike: [.init(.portalCaptive, "plain-HTTP checks are altered as well")], owners: .siteNetwork, .proxy),
        CausePage(
            .tlsClosed, "The connection is closed during the handshake without an alert, whatever the name.",
            evidence: "A FIN behind the ClientHello, for the hub's name and for a control name.",
            unlike: [.init(.tlsSNIFiltered, "only the hub's name is closed")], owners: .siteNetwork),
        CausePage(
            .tlsLargeHelloIntolerant, "A ClientHello of more than one segment is not understood.",
            evidence:
                "A ClientHello in two segments fails, one in a single segment passes, and the MSS makes no difference.",
            unlike: [.init(.mtuBlackholeOut, "with a small MSS the big one passes")], owners: .siteNetwork),
    ]
}

package import ProbeCore

/// One TLS handshake: what was asked, how it ended, and what the other side showed of itself.
package struct Handshake: Codable, Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        /// Both Finished messages passed, whatever the chain is worth.
        case completed
        /// A TLS alert ended it; see `alert`.
        case alert
        /// The other side closed the connection (FIN) without an alert.
        case closed
        /// The connection was reset (RST), or an ICMP error broke it.
        case reset
        /// No complete answer until the wait was concluded to be silence.
        case silent
        /// The first bytes are not TLS; see `opening`.
        case notTLS = "not-tls"
        /// The bytes are TLS but break the protocol.
        case malformed
        /// The run ended first.
        case superseded

        /// Once may be a moment's trouble of the network's; what the other side says of itself is not.
        package var mayBePassing: Bool { [.silent, .reset, .closed].contains(self) }
    }

    package struct Alert: Codable, Hashable, Sendable {
        /// As RFC 8446 section 6 numbers it: 40 handshake_failure, 70 protocol_version, 112 unrecognized_name.
        package let number: Int
        package let name: String
        package let wasReceived: Bool

        package init(number: Int, name: String, wasReceived: Bool) {
            self.number = number
            self.name = name
            self.wasReceived = wasReceived
        }
    }

    /// The names of a set of roots.
    package enum Store: String, Codable, Hashable, Sendable {
        /// Mozilla's set as it was when the tool was built.
        case publicRoots = "public"
        /// What this host trusts.
        case system
        /// `--ca-file` or `--trust-only`.
        case given
    }

    /// What one store says of the chain (X509_verify_cert(3)).
    package struct Verification: Codable, Hashable, Sendable {
        package let store: Store
        package let isTrusted: Bool
        /// X509_V_ERR_…; 0 when trusted.
        package let code: Int
        package let depth: Int
        /// Trusted once validity dates are left out of account.
        package let isTrustedIgnoringDates: Bool
        /// What OpenSSL's security levels 1 and 2 make of a chain that is trusted at level 0; nothing where they pass it, and
        /// in older reports.
        package var weakness: Weakness?
        /// The host's own store has public roots, as that of every distribution does; nothing of another store, and in
        /// the reports of older versions.
        package var hasPublicRoots: Bool?

        package init(store: Store, isTrusted: Bool, code: Int, depth: Int, isTrustedIgnoringDates: Bool) {
            self.store = store
            self.isTrusted = isTrusted
            self.code = code
            self.depth = depth
            self.isTrustedIgnoringDates = isTrustedIgnoringDates
        }
    }

    /// Cryptography that a TLS library refuses by its defaults (SSL_CTX_set_security_level(3)).
    package struct Weakness: Codable, Hashable, Sendable {
        /// The lowest level that refuses it: 1 wants keys of RSA of 1024 bits and no SHA-1, 2 those of 2048 bits.
        package let level: Int
        /// X509_V_ERR_…: 66 and 67 a short key, of the server or of an authority; 68 a signature with a weak digest.
        package let code: Int
        /// Of the certificate in the chain, 0 being the server's own.
        package let depth: Int

        package init(level: Int, code: Int, depth: Int) {
            self.level = level
            self.code = code
            self.depth = depth
        }
    }

    /// Where the connection goes: the service, or the proxy on the way to it.
    package var remote: SocketAddress?
    /// The name sent in the SNI extension; nothing when none was sent.
    package var serverName: DomainName?
    /// The name that the certificate was held against.
    package var expectedName: DomainName
    package var result: Result
    package var version: String?
    package var cipher: String?
    package var group: String?
    package var applicationProtocol: ApplicationProtocol?
    /// Leaf first, as sent, at most ten.
    package var chain: [Certificate] = []
    package var verifications: [Verification] = []
    package var matchesName = false
    /// The security level of this host's OpenSSL, by its defaults and openssl.cnf; nothing in older reports.
    package var hostSecurityLevel: Int?
    /// Normal for a hub on its MQTT and AMQP ports, and no sign of interception.
    package var clientCertificateRequested = false
    package var alert: Alert?
    package var bytesSent = 0
    package var bytesReceived = 0
    /// The first bytes received, where they are not TLS.
    package var opening: OpeningBytes?
    package var error: SystemError?
    package var duration: Seconds
    /// At the end; tells who did not get what when a handshake stalls.
    package var tcp: TCPInfo?

    package init(serverName: String?, expectedName: String, result: Result, duration: Seconds) {
        self.serverName = serverName.map { DomainName($0) }
        self.expectedName = DomainName(expectedName)
        self.result = result
        self.duration = duration
    }
}

extension Handshake {
    /// Completed, for the right name, with a chain that at least one of the stores trusts.
    package var isVerified: Bool {
        result == .completed && matchesName && verifications.contains { $0.isTrusted }
    }

    /// Everything but the validity dates holds.
    package var failsOnlyByDates: Bool {
        result == .completed && matchesName && !isVerified && verifications.contains { $0.isTrustedIgnoringDates }
    }

    /// Nobody trusts the chain, whatever the date.
    package var endsAtUnknownRoot: Bool {
        result == .completed && !verifications.isEmpty && !verifications.contains(where: \.isTrustedIgnoringDates)
    }

    /// Trusted by the public roots or by the roots that the command line gave: what containers will trust too.
    package var isTrustedBeyondThisHost: Bool {
        verifications.contains { $0.store != .system && $0.isTrusted }
    }
}

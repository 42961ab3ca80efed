extension TLSEngine {
    /// How a handshake is made.
    package struct ClientOptions: Sendable {
        /// The SNI to send; nothing sends none.
        package var serverName: String?
        package var applicationProtocols: [String]
        /// Sends a hello that is larger than a segment.
        package var isLargeHello: Bool

        package init(serverName: String?, applicationProtocols: [String] = [], isLargeHello: Bool = false) {
            self.serverName = serverName
            self.applicationProtocols = applicationProtocols
            self.isLargeHello = isLargeHello
        }
    }

    /// How a handshake is answered.
    package struct ServerOptions: Sendable {
        package var requestsClientCertificate: Bool
        /// In order of preference; the first that the client offers too is chosen.
        package var applicationProtocols: [String]
        package var versions: ClosedRange<Version>

        package init(
            requestsClientCertificate: Bool = false, applicationProtocols: [String] = [],
            versions: ClosedRange<Version> = .tls12 ... .tls13
        ) {
            self.requestsClientCertificate = requestsClientCertificate
            self.applicationProtocols = applicationProtocols
            self.versions = versions
        }
    }

    /// A protocol version by its number on the wire (RFC 8446 section 4.2.1).
    package enum Version: Int32, Comparable, Sendable {
        case tls10 = 0x0301
        case tls11 = 0x0302
        case tls12 = 0x0303
        case tls13 = 0x0304

        package static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }
    }
}

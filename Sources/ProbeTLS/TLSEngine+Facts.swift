package import ProbeCore
package import ProbeEvidence

extension TLSEngine {
    package enum Progress: Sendable {
        /// More bytes of the other side are needed.
        case incomplete
        case complete
        /// The handshake cannot go on: an alert, bytes that are not TLS, or broken TLS; see `facts`.
        case failed
    }

    package enum Plaintext: Sendable, Equatable {
        case bytes([UInt8])
        case incomplete
        /// close_notify.
        case closed
        case failed
    }

    /// What is known about the handshake so far.
    package struct Facts: Sendable {
        package var version: String?
        package var cipher: String?
        package var group: String?
        package var applicationProtocol: WireText?
        package var clientCertificateRequested = false
        /// The first fatal alert; during the handshake also a warning or close_notify, if there is no fatal one.
        package var alert: Handshake.Alert?
        /// The first bytes are not a TLS record.
        package var isNotTLS = false
        package var opening: WireText?
        package var bytesSent = 0
        package var bytesReceived = 0
        /// DER certificates as sent, leaf first, at most ten.
        package var chain: [[UInt8]] = []
        /// What OpenSSL says of a failure, for people; no rule may match on it.
        package var failures: [String] = []
    }
}

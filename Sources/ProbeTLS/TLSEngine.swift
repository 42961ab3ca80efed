package import ProbeCore

/// One side of a TLS connection over OpenSSL memory BIOs: bytes in, bytes out, no socket and no thread.
///
/// Not Sendable: it belongs to the channel handler that drives it.
package final class TLSEngine {
    /// How a handshake is made.
    package struct ClientOptions: Sendable {
        /// The SNI to send; nothing sends none.
        package var serverName: String?
        package var applicationProtocols: [String]

        package init(serverName: String?, applicationProtocols: [String] = []) {
            self.serverName = serverName
            self.applicationProtocols = applicationProtocols
        }
    }

    package enum Progress: Sendable {
        /// More bytes of the other side are needed.
        case incomplete
        case complete
        /// The handshake cannot go on: an alert, bytes that are not TLS, or broken TLS; see `facts`.
        case failed
    }

    package enum Plaintext: Sendable {
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
        package var applicationProtocol: String?
        package var clientCertificateRequested = false
        package var alert: Handshake.Alert?
        /// The first bytes are not a TLS record.
        package var isNotTLS = false
        package var opening: WireText?
        package var bytesSent = 0
        package var bytesReceived = 0
        /// DER certificates as sent, leaf first, at most ten.
        package var chain: [[UInt8]] = []
    }

    package init(client options: ClientOptions) throws(ProbeError) { throw ProbeError(.library, "not built yet") }
    package init(server identity: ServerIdentity, requestsClientCertificate: Bool) throws(ProbeError) {
        throw ProbeError(.library, "not built yet")
    }

    /// Takes bytes from the network.
    package func feed(_ bytes: [UInt8]) {}
    /// Gives bytes for the network.
    package func drain() -> [UInt8] { [] }
    /// Drives the handshake as far as the bytes go.
    package func handshake() -> Progress { .failed }
    package func read() -> Plaintext { .failed }
    package func write(_ bytes: [UInt8]) -> Bool { false }
    /// Queues close_notify.
    package func shutdown() {}
    package var facts: Facts { Facts() }
}

/// A certificate chain with its key, for the server side.
package struct ServerIdentity: Sendable {
    /// PEM, leaf first.
    package let chain: String
    package let privateKey: String

    package init(chain: String, privateKey: String) {
        self.chain = chain
        self.privateKey = privateKey
    }
}

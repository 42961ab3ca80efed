internal import COpenSSL
package import ProbeCore

/// One side of a TLS connection over OpenSSL memory BIOs: bytes in, bytes out, no socket and no thread.
///
/// A client never verifies during the handshake, so that even the worst chain completes and can be shown; `Trust`
/// judges it afterwards. Not Sendable: it belongs to the channel handler that drives it.
package final class TLSEngine {
    private enum State {
        case handshaking, open, closed, failed
    }

    /// What a peer may leave waiting here: more than any flight of handshake messages, less than an attack needs.
    private static let mostPending = 1 << 20

    private let session: TLSSession
    private var state = State.handshaking
    private var bytesSent = 0
    private var bytesReceived = 0
    private var firstBytes: [UInt8] = []
    private var isNotTLS = false
    private var failures: [String] = []

    package init(client options: ClientOptions) throws(ProbeError) {
        session = try TLSSession(options.isLargeHello ? TLSContext.clientOfLargeHellos() : TLSContext.client())
        try session.connect(to: options.serverName, offering: options.applicationProtocols)
    }

    package convenience init(server identity: ServerIdentity, requestsClientCertificate: Bool) throws(ProbeError) {
        try self.init(server: identity, options: ServerOptions(requestsClientCertificate: requestsClientCertificate))
    }

    package init(server identity: ServerIdentity, options: ServerOptions) throws(ProbeError) {
        session = try TLSSession(TLSContext(server: identity, options: options))
        session.accept()
    }

    /// Takes bytes from the network.
    package func feed(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        bytesReceived += bytes.count
        firstBytes += bytes.prefix(max(0, FirstBytes.longest - firstBytes.count))
        if !isNotTLS, !FirstBytes(firstBytes).mayBeTLS {
            isNotTLS = true
            state = .failed
        }
        guard state != .failed else { return }
        if !session.receive(bytes, limit: Self.mostPending) {
            state = .failed
            failures.append("more bytes than a TLS connection may leave unread")
        }
    }

    /// Gives bytes for the network.
    package func drain() -> [UInt8] {
        let bytes = session.takeOutput()
        bytesSent += bytes.count
        return bytes
    }

    /// Drives the handshake as far as the bytes go.
    package func handshake() -> Progress {
        switch state {
        case .open, .closed: return .complete
        case .failed: return .failed
        case .handshaking: break
        }
        switch session.handshake() {
        case .done:
            state = .open
            session.transcript.isHandshakeComplete = true
            return .complete
        case .incomplete: return .incomplete
        case .closed:
            state = .failed
            return .failed
        case .failed(let reasons):
            fail(reasons)
            return .failed
        }
    }

    /// Takes what one record holds of the other side's data.
    package func read() -> Plaintext {
        switch state {
        case .handshaking: return .incomplete
        case .closed: return .closed
        case .failed: return .failed
        case .open: break
        }
        switch session.read() {
        case .done(let bytes): return .bytes(bytes)
        case .incomplete: return .incomplete
        case .closed:
            state = .closed
            return .closed
        case .failed(let reasons):
            fail(reasons)
            return .failed
        }
    }

    /// Encrypts data; false when the connection is not open.
    package func write(_ bytes: [UInt8]) -> Bool {
        // After the other side's close_notify this side may still speak (RFC 8446 section 6.1).
        guard state == .open || state == .closed else { return false }
        guard !bytes.isEmpty else { return true }
        switch session.write(bytes) {
        case .done: return true
        case .incomplete, .closed: return false
        case .failed(let reasons):
            fail(reasons)
            return false
        }
    }

    /// Queues close_notify.
    package func shutdown() {
        guard state == .open || state == .closed else { return }
        session.shutdown()
    }

    private func fail(_ reasons: [String]) {
        state = .failed
        failures += reasons
    }
}

extension TLSEngine {
    /// What is known about the handshake so far.
    package var facts: Facts {
        var facts = session.facts()
        facts.bytesSent = bytesSent
        facts.bytesReceived = bytesReceived
        facts.isNotTLS = isNotTLS
        facts.opening = isNotTLS ? WireText(firstBytes) : nil
        facts.failures = failures
        return facts
    }

    /// The name that the client asked for, known to a server once it has read the ClientHello.
    ///
    /// Known before any answer is drained, so a server can still choose to answer otherwise or not at all.
    package var serverNameReceived: WireText? { session.serverNameReceived() }
}

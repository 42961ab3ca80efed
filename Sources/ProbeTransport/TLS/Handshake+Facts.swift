import ProbeEvidence

internal import ProbeCore
internal import ProbeTLS

extension Handshake {
    /// Takes over what the TLS engine saw.
    mutating func note(_ facts: TLSEngine.Facts) {
        version = facts.version
        cipher = facts.cipher
        group = facts.group
        applicationProtocol = facts.applicationProtocol.map { ApplicationProtocol($0) }
        clientCertificateRequested = facts.clientCertificateRequested
        alert = facts.alert
        bytesSent = facts.bytesSent
        bytesReceived = facts.bytesReceived
        opening = facts.isNotTLS ? facts.opening.map { OpeningBytes($0) } : nil
    }
}

extension Handshake.Result {
    /// Why the engine gave up.
    init(failureOf facts: TLSEngine.Facts) {
        if facts.isNotTLS {
            self = .notTLS
        } else if let alert = facts.alert, alert.wasReceived || !alert.saysBrokenProtocol {
            self = alert.number == 0 ? .closed : .alert
        } else {
            self = .malformed
        }
    }

    /// What the end of a connection in mid-handshake means; what came just before it says more than the end itself.
    init(_ ending: Arrival.Ending, _ facts: TLSEngine.Facts?) {
        switch ending {
        case _ where facts?.isNotTLS == true: self = .notTLS
        case _ where facts?.alert.map { $0.wasReceived && $0.number != 0 } == true: self = .alert
        case .closed: self = .closed
        case .failed: self = .reset
        case .broken: self = .malformed
        }
    }
}

extension Handshake.Alert {
    /// True for what this side sends when it cannot make sense of the other's bytes (RFC 8446 section 6.2).
    ///
    /// The other alerts that it sends state a disagreement, about versions for one, and are the reason themselves.
    fileprivate var saysBrokenProtocol: Bool {
        switch number {
        // unexpected_message, bad_record_mac, decryption_failed, record_overflow, decompression_failure,
        // illegal_parameter, decode_error, decrypt_error, internal_error
        case 10, 20, 21, 22, 30, 47, 50, 51, 80: true
        default: false
        }
    }
}

import ProbeEvidence

internal import COpenSSL
internal import ProbeCore

/// What the message callback noted of the alerts and handshake messages of one connection.
///
/// OpenSSL holds an unowned pointer to it, so the session that owns the `SSL` owns it too and lets go of it last.
final class Transcript {
    var isHandshakeComplete = false
    private(set) var clientCertificateRequested = false
    private var fatal: Handshake.Alert?
    private var warning: Handshake.Alert?

    /// The first fatal alert; a warning only as long as it may be what ended the handshake.
    var alert: Handshake.Alert? { fatal ?? (isHandshakeComplete ? nil : warning) }

    /// Notes one message in the clear, which it is here even where the wire carries it encrypted.
    func note(contentType: Int32, version: Int32, wasReceived: Bool, bytes: (first: UInt8, second: UInt8)) {
        switch contentType {
        case SSL3_RT_ALERT:
            let alert = Handshake.Alert(number: bytes.second, wasReceived: wasReceived)
            if bytes.first == UInt8(SSL3_AL_FATAL) || endsTLS13(bytes.second, version: version) {
                fatal = fatal ?? alert
            } else {
                warning = warning ?? alert
            }
        case SSL3_RT_HANDSHAKE where bytes.first == UInt8(SSL3_MT_CERTIFICATE_REQUEST):
            clientCertificateRequested = true
        default:
            break
        }
    }

    /// TLS 1.3 knows two alerts that are no errors and ignores the level of the others (RFC 8446 section 6).
    ///
    /// Before the handshake is complete the version that the callback reports may be the offered one.
    private func endsTLS13(_ number: UInt8, version: Int32) -> Bool {
        isHandshakeComplete && version == TLS1_3_VERSION && number != 0 && number != 90
    }
}

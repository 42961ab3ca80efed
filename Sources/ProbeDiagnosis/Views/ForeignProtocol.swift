import ProbeCore
import ProbeEvidence

/// Another protocol than the one spoken to it, known by the first bytes it sends.
enum ForeignProtocol: String {
    case http = "HTTP"
    case ssh = "SSH"
    case olderAMQP = "AMQP 0-9-1"
    case amqp = "AMQP"

    /// By a status line (RFC 9112 section 4), an identification string (RFC 4253 section 4.2) or a protocol header.
    init?(opening: OpeningBytes?) {
        guard let text = opening?.description else { return nil }
        if text.hasPrefix("HTTP/") {
            self = .http
        } else if text.hasPrefix("SSH-") {
            self = .ssh
        } else if text.hasPrefix("AMQP\\x00\\x00\\x09\\x01") || text.hasPrefix("AMQP\\x00\\x00\\t\\x01") {
            self = .olderAMQP
        } else if text.hasPrefix("AMQP") {
            self = .amqp
        } else {
            return nil
        }
    }

    /// By the protocol header of an AMQP answer, hexadecimal; nothing for AMQP 1.0 itself, plain or behind SASL or TLS.
    init?(header: String?) {
        guard let header, header.hasPrefix("414d5150") else { return nil }
        switch header {
        case "414d515000010000", "414d515003010000", "414d515002010000": return nil
        case "414d515000000901", "414d515001010009", "414d515001010008", "414d515001010000": self = .olderAMQP
        default: self = .amqp
        }
    }
}

extension Exchange {
    /// The request arrived: everything sent was acknowledged; nothing where the kernel was not asked.
    var requestWasAcknowledged: Bool? { tcp.map { $0.unacknowledgedSegments == 0 && $0.bytesAcknowledged > 1 } }

    /// Closed or reset in mid-conversation.
    var wasHungUp: Bool { result == .closed || result == .reset }

    /// Ended without an answer, and not by the end of the run.
    var isCutOff: Bool { result == .silent || wasHungUp }
}

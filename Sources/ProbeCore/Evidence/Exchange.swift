/// How a protocol's conversation over an established connection went, whatever the protocol.
package struct Exchange: Codable, Hashable, Sendable {
    package enum Result: String, Codable, Hashable, Sendable {
        /// The protocol's own answer came.
        case answered
        /// The other side closed the connection (FIN or TLS close_notify) before a complete answer.
        case closed
        case reset
        case silent
        /// An answer in another protocol; see `opening`.
        case otherProtocol = "other-protocol"
        /// The protocol's own answer, but broken.
        case malformed
        case superseded
    }

    package var result: Result
    /// Where the connection goes: the service, or the proxy on the way to it.
    package var remote: SocketAddress?
    package var bytesSent: Int
    package var bytesReceived: Int
    /// The first bytes received.
    package var opening: WireText?
    package var duration: Seconds
    package var error: SystemError?
    package var tcp: TCPInfo?

    package init(result: Result, bytesSent: Int = 0, bytesReceived: Int = 0, duration: Seconds = Seconds(0)) {
        self.result = result
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.duration = duration
    }
}

/// What proves that the hub itself answered; the names are those of the report.
package enum Proof: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Any CONNACK, with its return code.
    case connack(UInt8)
    case amqpOpen
    case saslMechanisms
    case iothubErrorCode

    package var description: String {
        switch self {
        case .connack(let code): "connack-\(code)"
        case .amqpOpen: "amqp-open"
        case .saslMechanisms: "sasl-mechanisms"
        case .iothubErrorCode: "iothub-errorcode"
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        switch text {
        case "amqp-open": self = .amqpOpen
        case "sasl-mechanisms": self = .saslMechanisms
        case "iothub-errorcode": self = .iothubErrorCode
        default:
            guard let code = UInt8(text.dropFirst(8)), Proof.connack(code).description == text else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a proof")
            }
            self = .connack(code)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

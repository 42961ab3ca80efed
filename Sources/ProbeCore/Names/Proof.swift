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

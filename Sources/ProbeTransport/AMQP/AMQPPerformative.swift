/// A described list at the head of a frame: what it is, and its fields.
package struct AMQPPerformative: Hashable, Sendable {
    /// The descriptors of part 2 section 2.7 and part 5 section 5.3.3, by code; senders may use the names instead.
    package enum Kind: UInt64, CaseIterable, Sendable {
        case open = 0x10
        case begin = 0x11
        case attach = 0x12
        case flow = 0x13
        case transfer = 0x14
        case disposition = 0x15
        case detach = 0x16
        case end = 0x17
        case close = 0x18
        case error = 0x1d
        case saslMechanisms = 0x40
        case saslInit = 0x41
        case saslChallenge = 0x42
        case saslResponse = 0x43
        case saslOutcome = 0x44

        var symbol: String {
            switch self {
            case .open: "amqp:open:list"
            case .begin: "amqp:begin:list"
            case .attach: "amqp:attach:list"
            case .flow: "amqp:flow:list"
            case .transfer: "amqp:transfer:list"
            case .disposition: "amqp:disposition:list"
            case .detach: "amqp:detach:list"
            case .end: "amqp:end:list"
            case .close: "amqp:close:list"
            case .error: "amqp:error:list"
            case .saslMechanisms: "amqp:sasl-mechanisms:list"
            case .saslInit: "amqp:sasl-init:list"
            case .saslChallenge: "amqp:sasl-challenge:list"
            case .saslResponse: "amqp:sasl-response:list"
            case .saslOutcome: "amqp:sasl-outcome:list"
            }
        }
    }

    package let kind: Kind
    package let fields: [AMQPValue]

    package init(_ kind: Kind, _ fields: [AMQPValue]) {
        self.kind = kind
        self.fields = fields
    }

    /// Nothing unless the value is a list with a known descriptor.
    package init?(_ value: AMQPValue) {
        guard case .described(let descriptor, .list(let fields)) = value else { return nil }
        let kind: Kind? =
            switch descriptor {
            case .ulong(let code): Kind(rawValue: code)
            case .symbol(let name): Kind.allCases.first { $0.symbol == name }
            default: nil
            }
        guard let kind else { return nil }
        self.init(kind, fields)
    }

    package var value: AMQPValue { .described(descriptor: .ulong(kind.rawValue), value: .list(fields)) }

    /// A field by its place; null when the sender left it off, as trailing fields may be.
    package subscript(_ index: Int) -> AMQPValue { fields.indices.contains(index) ? fields[index] : .null }
}

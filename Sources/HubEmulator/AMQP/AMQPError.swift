import ProbeTransport

/// Why the hub ends a link or a connection (AMQP 1.0 part 2, section 2.8.14).
struct AMQPError {
    enum Condition: String {
        case unauthorizedAccess = "amqp:unauthorized-access"
        case notFound = "amqp:not-found"
        case resourceLimitExceeded = "amqp:resource-limit-exceeded"
        case framingError = "amqp:connection:framing-error"
        case unattachedHandle = "amqp:session:unattached-handle"
    }

    private let condition: Condition
    private let text: String

    init(_ condition: Condition, _ text: String) {
        self.condition = condition
        self.text = text
    }

    var value: AMQPValue { AMQPPerformative(.error, [.symbol(condition.rawValue), .string(text)]).value }
}

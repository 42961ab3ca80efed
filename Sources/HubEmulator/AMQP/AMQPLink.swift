import ProbeTransport

/// One link as the hub sees it.
struct AMQPLink {
    enum Node {
        /// Takes tokens and answers them (AMQP claims-based security, working draft 03).
        case claims
        /// What the admitted device sends to or receives from.
        case device
    }

    let node: Node
    /// True when the client sends.
    let isIncoming: Bool
    /// Deliveries that the client allows the hub to send.
    var credit: UInt32 = 0
    var deliveryCount: UInt32 = 0
    /// Deliveries that the client may still send.
    var granted: UInt32 = 0
    /// A delivery that comes in several transfers.
    var partial: [UInt8] = []
    /// Messages that wait for credit.
    var waiting: [[UInt8]] = []

    static let mostCredit: UInt32 = 100
    static let mostWaiting = 20
    static let longestMessage = 256 * 1024
}

package import ProbeCore

/// The answer to an AMQP 1.0 header and OPEN.
package struct AMQPEvidence: Codable, Hashable, Sendable, Bounded {
    package var exchange: Exchange
    /// The protocol header that came back, hexadecimal: `414d515000010000` is plain AMQP 1.0.
    package var header: String?
    /// The server's OPEN; IoT Hub's container id begins with `DeviceGateway_`.
    package var containerID: WireText?
    package var hostname: WireText?
    /// The SASL mechanisms offered, where SASL was spoken.
    package var mechanisms: [SASLMechanism] = []
    package var leftOut: [LeftOut]?
    /// The symbol of an error in a CLOSE, `amqp:not-found` and the like.
    package var closeCondition: AMQPCondition?
    package var proof: Proof?
    package var isStuck = false

    package init(exchange: Exchange) { self.exchange = exchange }
}

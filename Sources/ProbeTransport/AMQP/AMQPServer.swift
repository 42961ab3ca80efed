package import ProbeCore

/// What the other side of an AMQP conversation said of itself; kept also when the conversation broke later.
package struct AMQPServer: Hashable, Sendable {
    /// The first protocol header that came.
    package internal(set) var header: AMQPHeader?
    /// From its OPEN; IoT Hub's begins with `DeviceGateway_`.
    package internal(set) var containerID: WireText?
    package internal(set) var hostname: WireText?
    /// The symbol of the error in its CLOSE, or `closed` where it gave none.
    package internal(set) var closeCondition: WireText?
    /// The SASL mechanisms it offered, at most 20.
    package internal(set) var mechanisms: [WireText] = []
    /// Those beyond.
    package internal(set) var mechanismsLeftOut = 0
    /// The code of the SASL outcome (part 5, section 5.3.3.6); 0 is success.
    package internal(set) var saslOutcome: UInt8?

    mutating func note(_ open: AMQPOpen) {
        containerID = WireText(open.containerID)
        hostname = open.hostname.map { WireText($0) }
    }

    mutating func noteClose(_ close: AMQPPerformative) {
        let error = AMQPPerformative(close[0])
        closeCondition = WireText(error.flatMap { $0.kind == .error ? $0[0].text : nil } ?? "closed")
    }
}

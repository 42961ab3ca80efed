/// The performative that opens a connection (AMQP 1.0 part 2, section 2.7.1).
package struct AMQPOpen: Hashable, Sendable {
    package var containerID: String
    package var hostname: String?
    package var maxFrameSize: UInt32
    package var channelMax: UInt16
    /// Milliseconds; nothing means none.
    package var idleTimeout: UInt32?

    package init(
        containerID: String, hostname: String?, maxFrameSize: UInt32 = 65_536, channelMax: UInt16 = 8191,
        idleTimeout: UInt32? = 240_000
    ) {
        self.containerID = containerID
        self.hostname = hostname
        self.maxFrameSize = maxFrameSize
        self.channelMax = channelMax
        self.idleTimeout = idleTimeout
    }

    /// Nothing unless the performative is an OPEN with its one mandatory field.
    package init?(_ performative: AMQPPerformative) {
        guard performative.kind == .open, case .string(let containerID) = performative[0] else { return nil }
        self.init(
            containerID: containerID, hostname: performative[1].text,
            maxFrameSize: performative[2].unsigned.map(UInt32.init(clamping:)) ?? .max,
            channelMax: performative[3].unsigned.map(UInt16.init(clamping:)) ?? .max,
            idleTimeout: performative[4].unsigned.map(UInt32.init(clamping:)))
    }

    /// All ten fields are written, the five unused ones as nulls, as IoT Hub does.
    package var performative: AMQPPerformative {
        AMQPPerformative(
            .open,
            [
                .string(containerID), hostname.map(AMQPValue.string) ?? .null, .uint(maxFrameSize), .ushort(channelMax),
                idleTimeout.map(AMQPValue.uint) ?? .null, .null, .null, .null, .null, .null,
            ])
    }
}

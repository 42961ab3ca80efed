import ProbeTransport

/// The hub's side of an AMQP 1.0 connection, from the protocol header to the links.
///
/// As IoT Hub does, it opens a connection to anyone; only a link asks who the client is, which a token sent to `$cbs`
/// or SASL PLAIN answers.
struct AMQPSession: ServerSession {
    private enum State {
        case header, sasl, headerAfterSASL, frames, over
    }

    private let admission: Admission?
    private let containerID: String
    private var state = State.header
    private var reader = AMQPReader(largestFrame: Self.largestFrame)
    private var links: AMQPLinks
    private var clientOpen: AMQPOpen?

    private static let largestFrame = 65_536
    private static let idleMilliseconds: UInt32 = 240_000

    init(admission: Admission?, containerID: String = Self.gatewayName()) {
        self.admission = admission
        self.containerID = containerID
        links = AMQPLinks(admission: admission)
    }

    /// `DeviceGateway_` and 32 hexadecimal digits.
    private static func gatewayName() -> String {
        "DeviceGateway_" + RandomName.uuid().split(separator: "-").joined()
    }

    var patience: Duration? {
        // Twice what was announced, as the standard advises (part 2 section 2.4.5).
        state == .frames && clientOpen != nil ? .milliseconds(2 * Int(Self.idleMilliseconds)) : .seconds(30)
    }

    /// At half of the time after which the client gives up.
    var heartbeat: Heartbeat? {
        guard let timeout = clientOpen?.idleTimeout, timeout > 0 else { return nil }
        return Heartbeat(interval: .milliseconds(max(100, Int(timeout) / 2)), bytes: AMQPFrame.empty.encoded)
    }

    mutating func receive(_ bytes: [UInt8]) -> [SessionAction] {
        guard state != .over else { return [] }
        reader.append(bytes)
        var actions: [SessionAction] = []
        do throws(AMQPFault) {
            while state != .over {
                switch state {
                case .header, .headerAfterSASL:
                    guard let header = try reader.nextHeader() else { return actions }
                    actions += take(header)
                case .sasl, .frames:
                    guard let frame = try reader.nextFrame() else { return actions }
                    actions += try take(frame)
                case .over: break
                }
            }
        } catch {
            actions += fail(error)
        }
        return actions
    }

    // MARK: - Headers

    private mutating func take(_ header: AMQPHeader) -> [SessionAction] {
        switch (state, header) {
        case (_, .plain):
            state = .frames
            return [.send(header.encoded)]
        case (.header, .sasl):
            state = .sasl
            return [.send(header.encoded + Self.mechanisms)]
        default:
            // Part 2 section 2.2: answer with a header that is supported, and close.
            return close([.send(AMQPHeader.sasl.encoded)])
        }
    }

    private static let mechanisms = AMQPFrame(
        AMQPPerformative(
            .saslMechanisms, [.array(["EXTERNAL", "MSSBCBS", "ANONYMOUS", "PLAIN"].map(AMQPValue.symbol))]
        ).value, kind: .sasl
    ).encoded

    // MARK: - Frames

    private mutating func take(_ frame: AMQPFrame) throws(AMQPFault) -> [SessionAction] {
        guard frame.kind == (state == .sasl ? .sasl : .amqp) else { throw .malformed }
        guard let (performative, payload) = try frame.content() else { return [] }
        if state == .sasl { return try takeSASL(performative) }
        switch performative.kind {
        case .open:
            guard clientOpen == nil, let open = AMQPOpen(performative) else { throw .malformed }
            clientOpen = open
            let answer = AMQPOpen(
                containerID: containerID, hostname: "localhost", maxFrameSize: UInt32(Self.largestFrame),
                channelMax: 8191, idleTimeout: Self.idleMilliseconds)
            return [.send(AMQPFrame(answer.performative.value).encoded)]
        case .close: return close([.send(AMQPFrame(AMQPPerformative(.close, []).value).encoded)])
        case .begin, .attach, .flow, .transfer, .disposition, .detach, .end:
            guard clientOpen != nil else { throw .malformed }
            let frames = try links.take(performative, payload, channel: frame.channel)
            return frames.map { .send($0.encoded) }
        case .error, .saslMechanisms, .saslInit, .saslChallenge, .saslResponse, .saslOutcome: throw .malformed
        }
    }

    private mutating func takeSASL(_ performative: AMQPPerformative) throws(AMQPFault) -> [SessionAction] {
        guard performative.kind == .saslInit, case .symbol(let mechanism) = performative[0] else { throw .malformed }
        var (code, text): (UInt8, String?) = (0, nil)
        switch mechanism {
        case "ANONYMOUS", "MSSBCBS": break
        case "PLAIN":
            // RFC 4616: authorization identity, user and password, each after a NUL.
            guard case .binary(let response) = performative[1] else {
                code = Self.systemError
                break
            }
            let parts = response.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3 else {
                code = Self.systemError
                break
            }
            text = "Welcome!"
            if admission?.admits(plainUser: parts[1], password: parts[2]) == true { links.admit() }
        // No client certificate is known here.
        default: code = Self.authenticationFailed
        }
        let outcome = AMQPPerformative(
            .saslOutcome, [.ubyte(code)] + (text.map { [.binary(Array($0.utf8))] } ?? []))
        let answer = SessionAction.send(AMQPFrame(outcome.value, kind: .sasl).encoded)
        guard code == 0 else { return close([answer]) }
        state = .headerAfterSASL
        return [answer]
    }

    // Part 5 section 5.3.3.6.
    private static let authenticationFailed: UInt8 = 1
    private static let systemError: UInt8 = 2

    // MARK: - Ends

    private mutating func fail(_ fault: AMQPFault) -> [SessionAction] {
        switch state {
        case .header, .headerAfterSASL: return close([.send(AMQPHeader.sasl.encoded)])
        case .sasl, .over: return close([])
        case .frames:
            let error = AMQPError(.framingError, "The frame cannot be read.")
            return close([.send(AMQPFrame(AMQPPerformative(.close, [error.value]).value).encoded)])
        }
    }

    private mutating func close(_ last: [SessionAction]) -> [SessionAction] {
        state = .over
        return last + [.close]
    }
}

package import ProbeCore
import ProbeEvidence

/// Opens an AMQP 1.0 connection through the SASL layer (part 5, section 5.3), as nobody in particular.
///
/// The mechanisms alone prove the path; ANONYMOUS is tried where it is offered, and leads on to the plain header and OPEN.
package struct AMQPSASLConversation: Conversation {
    private enum State {
        case header, mechanisms, outcome, over
        case opening(AMQPOpenConversation)
    }

    package private(set) var server = AMQPServer()

    private let hub: HostName
    private let containerID: String
    private var state = State.header
    private var reader = AMQPReader()

    package init(hub: HostName, containerID: String = RandomName.uuid()) {
        self.hub = hub
        self.containerID = containerID
    }

    package mutating func begin() -> [UInt8] { AMQPHeader.sasl.encoded }

    package mutating func receive(_ bytes: [UInt8]) -> Step {
        if case .opening(let conversation) = state { return forward(bytes, to: conversation) }
        if case .over = state { return .finished(.malformed, leftover: bytes) }
        reader.append(bytes)
        var reply: [UInt8] = []
        do throws(AMQPFault) {
            if case .header = state {
                guard let header = try reader.nextHeader() else { return .wait }
                server.header = header
                guard header == .sasl else { return finish(header.isVersion1 ? .closed : .otherProtocol) }
                state = .mechanisms
            }
            while let frame = try reader.nextFrame() {
                guard frame.kind == .sasl, let performative = try frame.content()?.performative else {
                    return finish(.malformed)
                }
                switch (state, performative.kind) {
                case (.mechanisms, .saslMechanisms):
                    guard let mechanisms = performative[0].symbols else { return finish(.malformed) }
                    let (kept, others) = mechanisms.divided(at: 20)
                    server.mechanisms = kept.map { WireText($0) }
                    server.mechanismsLeftOut = others
                    guard mechanisms.contains(Self.anonymous) else { return finish(.answered) }
                    state = .outcome
                    reply += initialisation
                case (.outcome, .saslOutcome):
                    guard case .ubyte(let code) = performative[0] else { return finish(.malformed) }
                    server.saslOutcome = code
                    guard code == 0 else { return finish(.answered) }
                    return beginOpening()
                // The server wants more than nobody can know; the mechanisms were its answer.
                case (.outcome, .saslChallenge): return finish(.answered)
                default: return finish(.malformed)
                }
            }
        } catch {
            return finish(error == .otherProtocol ? .otherProtocol : .malformed)
        }
        return reply.isEmpty ? .wait : .send(reply)
    }

    private static let anonymous = "ANONYMOUS"

    /// The trace information is mandatory in ANONYMOUS (RFC 4505), and some brokers fail without it.
    private var initialisation: [UInt8] {
        let fields: [AMQPValue] = [.symbol(Self.anonymous), .binary(Array("edgeprobe".utf8)), .string(hub.description)]
        return AMQPFrame(AMQPPerformative(.saslInit, fields).value, kind: .sasl).encoded
    }

    /// Above SASL the plain protocol begins anew, with its own header.
    private mutating func beginOpening() -> Step {
        var conversation = AMQPOpenConversation(hub: hub, containerID: containerID)
        let opening = conversation.begin()
        guard !reader.unread.isEmpty else {
            state = .opening(conversation)
            return .send(opening)
        }
        switch forward(Array(reader.unread), to: conversation) {
        case .wait: return .send(opening)
        case .send(let bytes): return .send(opening + bytes)
        case .finished(let result, let leftover): return .finished(result, leftover: leftover)
        }
    }

    private mutating func forward(_ bytes: [UInt8], to conversation: AMQPOpenConversation) -> Step {
        var conversation = conversation
        let step = conversation.receive(bytes)
        server.containerID = conversation.server.containerID
        server.hostname = conversation.server.hostname
        server.closeCondition = conversation.server.closeCondition
        state = .opening(conversation)
        if case .finished = step { state = .over }
        return step
    }

    private mutating func finish(_ result: Exchange.Result) -> Step {
        state = .over
        return .finished(result, leftover: Array(reader.unread))
    }
}

package import ProbeCore
import ProbeEvidence

/// Opens an AMQP 1.0 connection as edgeAgent and edgeHub do: the plain header, then OPEN, without SASL.
///
/// OPEN waits for the server's header, as in the .NET library: a server that answers with another header closes, and bytes
/// it has not read would turn its orderly close into a reset (RFC 9293 section 3.6.1).
package struct AMQPOpenConversation: Conversation {
    private enum State {
        case header, open, over
    }

    package private(set) var server = AMQPServer()

    private let open: AMQPOpen
    private var state = State.header
    private var reader = AMQPReader()

    package init(hub: HostName, containerID: String = RandomName.uuid()) {
        open = AMQPOpen(containerID: containerID, hostname: hub.description)
    }

    package mutating func begin() -> [UInt8] { AMQPHeader.plain.encoded }

    package mutating func receive(_ bytes: [UInt8]) -> Step {
        guard state != .over else { return .finished(.malformed, leftover: bytes) }
        reader.append(bytes)
        var reply: [UInt8] = []
        do throws(AMQPFault) {
            if state == .header {
                guard let header = try reader.nextHeader() else { return .wait }
                server.header = header
                guard header == .plain else {
                    // Another layer of AMQP 1.0 is demanded: right protocol, no connection.
                    return finish(header.isVersion1 ? .closed : .otherProtocol)
                }
                state = .open
                reply += AMQPFrame(open.performative.value).encoded
            }
            while let frame = try reader.nextFrame() {
                guard frame.kind == .amqp else { return finish(.malformed) }
                guard let content = try frame.content() else { continue }
                switch content.performative.kind {
                case .open:
                    guard let open = AMQPOpen(content.performative) else { return finish(.malformed) }
                    server.note(open)
                    noteCloseThatFollows()
                    return finish(.answered)
                case .close:
                    server.noteClose(content.performative)
                    return finish(.closed)
                default: return finish(.malformed)
                }
            }
        } catch {
            return finish(error == .otherProtocol ? .otherProtocol : .malformed)
        }
        return reply.isEmpty ? .wait : .send(reply)
    }

    /// A server that turns a connection down sends OPEN and CLOSE together (section 2.4.4).
    private mutating func noteCloseThatFollows() {
        var reader = reader
        guard let frame = try? reader.nextFrame(), let content = try? frame.content(),
            content.performative.kind == .close
        else { return }
        server.noteClose(content.performative)
    }

    private mutating func finish(_ result: Exchange.Result) -> Step {
        state = .over
        return .finished(result, leftover: Array(reader.unread))
    }
}

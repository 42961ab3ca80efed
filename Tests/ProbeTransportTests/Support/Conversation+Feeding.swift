import ProbeTransport

extension Conversation {
    /// Takes bytes in pieces of the given size until it is over; gives everything it sent and its last step.
    mutating func take(_ bytes: [UInt8], inPiecesOf size: Int) -> (sent: [UInt8], last: ConversationStep) {
        var sent: [UInt8] = []
        var last = ConversationStep.wait
        var rest = bytes[...]
        while !rest.isEmpty {
            last = receive(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            if case .send(let bytes) = last { sent += bytes }
            if case .finished(let result, let leftover) = last {
                return (sent, .finished(result, leftover: leftover + rest))
            }
        }
        return (sent, last)
    }
}

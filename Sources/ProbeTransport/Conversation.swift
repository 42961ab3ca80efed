import ProbeCore
package import ProbeEvidence

/// A protocol's client side as a pure state machine over bytes: no I/O, no clock, bounded buffers.
package protocol Conversation: Sendable {
    /// What to do next.
    typealias Step = ConversationStep

    /// The opening bytes.
    mutating func begin() -> [UInt8]
    /// Takes bytes that arrived.
    mutating func receive(_ bytes: [UInt8]) -> Step
}

/// What a conversation wants done after it took bytes.
package enum ConversationStep: Hashable, Sendable {
    case wait
    case send([UInt8])
    /// Over; bytes that belong to whatever comes next are given back.
    case finished(Exchange.Result, leftover: [UInt8])
}

/// Takes everything and never answers.
struct SilentSession: ServerSession {
    mutating func receive(_ bytes: [UInt8]) -> [SessionAction] { [] }
}

/// Answers the first bytes with one thing or nothing, and closes.
struct ClosingSession: ServerSession {
    var answer: [UInt8] = []

    mutating func receive(_ bytes: [UInt8]) -> [SessionAction] { answer.isEmpty ? [.close] : [.send(answer), .close] }
}

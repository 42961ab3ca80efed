import ProbeCore
package import ProbeEvidence

/// An HTTP answer with as much of its body as was read.
package struct HTTPReply: Sendable {
    package var answer: HTTPAnswer
    package var body: [UInt8]
    /// Where a redirect leads, as it was sent: a query may be a signature, so no evidence may hold it.
    package var location: String?
    /// There is more of the body than was read.
    package var isCut = false

    /// What is read of a body unless more is asked for.
    package static let longestBody = 8192

    package init(answer: HTTPAnswer, body: [UInt8]) {
        self.answer = answer
        self.body = body
    }
}

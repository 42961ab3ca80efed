import ProbeCore
package import ProbeEvidence

/// An HTTP answer with as much of its body as was read.
package struct HTTPReply: Sendable {
    package var answer: HTTPAnswer
    package var body: [UInt8]

    package init(answer: HTTPAnswer, body: [UInt8]) {
        self.answer = answer
        self.body = body
    }
}

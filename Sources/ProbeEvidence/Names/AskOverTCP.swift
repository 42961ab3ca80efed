package import ProbeCore

/// Asks a resolver that is silent over UDP again, over TCP.
package struct AskOverTCP: Question {
    package static let id: ProbeID = "dns.tcp"
    package static let question: Sentence = "Does a resolver that is silent over UDP answer over TCP?"
    package typealias About = Name
    package typealias Evidence = AnswersOverTCP

    package static let bearing = Bearing.control

    package init() {}
}

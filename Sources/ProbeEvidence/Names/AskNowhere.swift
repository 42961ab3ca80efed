package import ProbeCore

/// Asks for the hub at an address that no network may own (192.0.2.1, RFC 5737), where no resolver can be.
///
/// An answer from there is somebody's on the way who takes every question, whomever it is meant for; then what a resolver
/// outside the site is heard to say is no second opinion.
package struct AskNowhere: Question {
    package static let id: ProbeID = "dns.nowhere"
    package static let question: Sentence = "Does an address that no network may own (192.0.2.1) answer a question too?"
    package typealias About = Name
    package typealias Evidence = ControlAnswers

    package static let bearing = Bearing.control

    package init() {}
}

package import ProbeCore

/// Asks a resolver outside the site, when the site's own give no usable address.
package struct AskControlResolver: Question {
    package static let id: ProbeID = "dns.control"
    package static let question: Sentence =
        "What does a resolver outside the site answer, when the site's own give no usable address?"
    package typealias About = Name
    package typealias Evidence = ControlAnswers

    package static let bearing = Bearing.control

    package init() {}
}

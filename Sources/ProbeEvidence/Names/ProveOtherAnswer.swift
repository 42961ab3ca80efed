package import ProbeCore

/// Shakes hands with the service at an address that a resolver gives and the ladders do not climb to.
package struct ProveOtherAnswer: Question {
    package static let id: ProbeID = "tls.other-answer"
    package static let question: Sentence =
        "Does the service prove itself at an address that a resolver gives and the ladders do not climb to?"
    package typealias About = Name
    package typealias Evidence = ControlHandshake

    package static let bearing = Bearing.control

    package init() {}
}

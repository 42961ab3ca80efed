package import ProbeCore

/// Shakes hands with the service at an address that only a resolver outside the site gives.
package struct ProveControlAddress: Question {
    package static let id: ProbeID = "tls.control-address"
    package static let question: Sentence =
        "Does the service prove itself at an address that only the resolver outside gives?"
    package typealias About = Name
    package typealias Evidence = ControlHandshake

    package static let bearing = Bearing.control

    package init() {}
}

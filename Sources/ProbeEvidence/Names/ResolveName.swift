package import ProbeCore

/// Asks every resolver of this vantage for the addresses of a name.
package struct ResolveName: Question {
    package static let id: ProbeID = "dns.resolve"
    package static let question: Sentence = "What does every resolver of this vantage answer for the name?"
    package typealias About = Name
    package typealias Evidence = NameEvidence

    package init() {}
}

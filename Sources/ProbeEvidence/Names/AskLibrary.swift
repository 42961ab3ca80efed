package import ProbeCore

/// Asks the host's C library for a name, as the programs of the host do.
package struct AskLibrary: Question {
    package static let id: ProbeID = "dns.library"
    package static let question: Sentence =
        "What does the host's C library make of the name, as it stands and with a final dot?"
    package typealias About = Name
    package typealias Evidence = LibraryEvidence

    package init() {}
}

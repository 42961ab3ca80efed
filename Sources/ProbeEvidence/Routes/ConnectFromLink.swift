package import ProbeCore

/// Makes connections that were silent again, from the address that the link to their gateway has, where the routes prefer
/// another one.
package struct ConnectFromLink: Question {
    package static let id: ProbeID = "route.source"
    package static let question: Sentence =
        "Does a silent connection open from the link's own address, rather than from the one that the routes prefer?"
    package typealias About = Device
    package typealias Evidence = SourceEvidence

    package init() {}
}

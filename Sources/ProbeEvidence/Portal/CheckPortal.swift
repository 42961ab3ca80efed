package import ProbeCore

/// Fetches a plain-HTTP page that is always the same, to see whether it is altered on the way.
package struct CheckPortal: Question {
    package static let id: ProbeID = "portal.check"
    package static let question: Sentence = "Is a plain-HTTP page that is always the same altered on the way?"
    package typealias About = PortalPage
    package typealias Evidence = PortalEvidence

    package init() {}
}

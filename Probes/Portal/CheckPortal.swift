package import ProbeCore

/// Is a plain-HTTP page that is always the same altered on the way?
package struct CheckPortal: Probe {
    package static let id: ProbeID = "portal.check"
    package static let question = "Is a plain-HTTP page that is always the same altered on the way?"

    package init() {}

    package func subjects(in plan: Plan) -> [PortalPage] { [] }

    package func measure(
        _ about: PortalPage, _ input: Trouble, _ context: Context<PortalEvidence>
    ) async throws(ProbeError) -> Measured<PortalEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// A page that operating systems fetch to find out whether a login page is in the way.
package struct PortalPage: Subject {
    package let host: HostName
    package let path: String
    /// What the body begins with when nobody touched it.
    package let expected: String

    package init(host: HostName, path: String, expected: String) {
        self.host = host
        self.path = path
        self.expected = expected
    }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Name(host) as? S ?? Device() as? S }
}

/// What came back for the page.
package struct PortalEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange?
    package var answer: HTTPAnswer?
    package var isAltered = false
    /// Where a redirect points to.
    package var redirect: WireText?

    package init() {}
}

package import ProbeCore

/// What came back for the page.
package struct PortalEvidence: Codable, Hashable, Sendable, Bounded {
    package var exchange: Exchange?
    package var answer: HTTPAnswer?
    package var isAltered = false
    /// Where a redirect points to.
    package var redirect: WireText?
    package var leftOut: [LeftOut]?

    package init() {}
}

package import ProbeCore

/// An assignment of a proxy in a systemd unit's files, which systemd does not take as it stands.
package struct IgnoredAssignment: Codable, Hashable, Sendable {
    package let place: ProxyPlace
    package let file: LocalText
    /// Where it begins and ends, counted from one.
    package let line: Int
    package let lastLine: Int
    /// The beginning of the assignment, up to where a password may stand: `HTTPS_PROXY=http://...@`.
    package let text: LocalText
    /// What follows it, where that is a proxy's host and port.
    package let proxy: ProxyAddress?
    package let reason: IgnoredReason

    package init(
        place: ProxyPlace, file: LocalText, lines: ClosedRange<Int>, text: LocalText, proxy: ProxyAddress? = nil,
        reason: IgnoredReason
    ) {
        self.place = place
        self.file = file
        line = lines.lowerBound
        lastLine = lines.upperBound
        self.text = text
        self.proxy = proxy
        self.reason = reason
    }
}

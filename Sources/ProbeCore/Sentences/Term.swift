/// A word that no language translates: an errno, a response code, a setting, an option, a state of a protocol.
///
/// Made from literals and enumerations of this program and from the kernel's own names, so it never holds a text that
/// somebody else chose.
package struct Term: Hashable, Sendable, ExpressibleByStringLiteral {
    package let text: String

    package init(stringLiteral value: StaticString) { text = value.description }

    package init(_ error: SystemError) { text = error.description }

    package init(_ capability: Capability) { text = capability.name }

    package init(_ probe: ProbeID) { text = probe.description }

    package init(_ value: some RawRepresentable<String>) { text = value.rawValue }

    /// A number, or words that were put together from the reader's language already.
    init(verbatim text: String) { self.text = text }

    /// As a report has it.
    package init(recorded text: String) { self.text = WireText(text, limit: 400).description }
}

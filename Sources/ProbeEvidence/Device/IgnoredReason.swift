/// Why systemd passes over an assignment, or does not take it as it stands.
package enum IgnoredReason: String, Codable, Hashable, Sendable {
    /// A single percent sign begins a specifier, and there is none of that letter or digit.
    case specifier
    /// A single percent sign begins a specifier, in whose place something else stands then.
    case replaced
    /// A quotation mark that nothing closes.
    case quote
    /// A backslash with something behind it that is no escape.
    case escape
    /// What stands before the equals sign is no name of a variable.
    case name
    /// `export`, which is a shell's word.
    case export
}

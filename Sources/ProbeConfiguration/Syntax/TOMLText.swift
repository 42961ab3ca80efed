import ProbeCore
import ProbeEvidence

/// TOML, the language of IoT Edge from 1.2 on, as its crate `toml` reads it: 0.5 in the first releases, 1.1 in the last.
///
/// What either of them takes is taken. Own code, because TOMLKit 0.6.0 ends the process on a file that merely has a typing
/// error: its toml++ asserts, in release builds too, that a key follows a bracket (`[ }`; 35 of 1500 random short texts
/// ended that way).
package enum TOMLText {
    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationDocument {
        var reader = TOMLReader(text)
        let root = TOMLTable(.header)
        // Where assignments go: the table of the last header.
        var current = root
        reader.skipByteOrderMark()
        while true {
            try reader.skipBlankLines()
            let line = reader.line
            guard let byte = reader.peek else { break }
            if byte == UInt8(ascii: "[") {
                guard let table = try header(&reader, in: root) else {
                    throw ConfigurationSyntaxError(.duplicate, line: line)
                }
                current = table
            } else {
                let (path, value) = try reader.assignment()
                guard current.set(value, at: path[...], line: line) else {
                    throw ConfigurationSyntaxError(.duplicate, line: line)
                }
            }
            try reader.endLine()
        }
        var lines: [[String]: Int] = [:]
        root.list(into: &lines)
        return ConfigurationDocument(root.structure, lines: lines)
    }

    /// `[a.b]` or `[[a.b]]`; nothing where that table cannot be opened.
    private static func header(
        _ reader: inout TOMLReader, in root: TOMLTable
    ) throws(ConfigurationSyntaxError) -> TOMLTable? {
        let line = reader.line
        reader.advance()
        let isList = reader.take(UInt8(ascii: "["))
        let path = try reader.keyPath()
        guard reader.take(UInt8(ascii: "]")), !isList || reader.take(UInt8(ascii: "]")) else {
            throw ConfigurationSyntaxError(.bracket, line: line)
        }
        return isList ? root.element(at: path[...], line: line) : root.table(at: path[...], line: line)
    }
}

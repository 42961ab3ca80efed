import FoundationEssentials
import ProbeEvidence

/// JSON (RFC 8259).
package enum JSONText {
    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationValue {
        do {
            return try JSONDecoder().decode(ConfigurationValue.self, from: Data(text.utf8))
        } catch {
            // The decoder's own words quote the file.
            throw ConfigurationSyntaxError(.other, line: nil)
        }
    }
}

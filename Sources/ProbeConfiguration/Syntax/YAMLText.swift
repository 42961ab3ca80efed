import ProbeCore
import ProbeEvidence

/// The YAML of IoT Edge 1.0 and 1.1, as the crate yaml-rust that they use reads it.
///
/// Own code, because Yams needs Foundation's regular expressions, and with them ICU: 58 MB of a stripped static binary,
/// 44 MB of them ICU's.
package enum YAMLText {
    package static func parse(_ text: String) throws(ConfigurationSyntaxError) -> ConfigurationDocument {
        // It becomes a part of the first name, which nobody knows then.
        guard text.unicodeScalars.first != "\u{feff}" else { throw ConfigurationSyntaxError(.byteOrderMark, line: 1) }
        var reader = YAMLReader(text)
        return try reader.stream()
    }
}

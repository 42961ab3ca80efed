import ProbeCore

/// Scalars of YAML that stand without quotation marks, as yaml-rust gives them a type.
enum YAMLScalar {
    static func value(ofPlain text: String, tag: String?) -> Structure {
        switch tag {
        case nil: untagged(text)
        case "!!bool"?: Bool(text).map { .boolean($0) } ?? .null
        case "!!int"?: Int64(text).map { .integer($0) } ?? .null
        case "!!float"?: number(text).map { .number($0) } ?? .null
        case "!!null"?: .null
        case _?: .text(text)
        }
    }

    private static func untagged(_ text: String) -> Structure {
        if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16) { return .integer(number) }
        if text.hasPrefix("0o"), let number = Int64(text.dropFirst(2), radix: 8) { return .integer(number) }
        switch text {
        case "~", "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: return Int64(text).map { .integer($0) } ?? number(text).map { .number($0) } ?? .text(text)
        }
    }

    /// What Rust's f64 takes, and YAML's own names.
    private static func number(_ text: String) -> Double? {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        case ".nan", "NaN", ".NAN": return .nan
        default: break
        }
        let body = text.first.map { "+-".contains($0) } ?? false ? text.dropFirst() : text[...]
        if ["inf", "infinity", "nan"].contains(body.lowercased()) { return Double(text) }
        guard body.contains(where: { $0.isASCII && $0.isNumber }),
            body.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) })
        else { return nil }
        // Swift wants a digit on either side of the point, Rust on one.
        return Double(text) ?? Double(text.replacing(".", with: ".0")) ?? Double(text + "0")
    }
}

/// What apt's configuration sets (apt.conf(5)): options of trees, one after the other or nested.
struct AptSettings {
    private var values: [String: String] = [:]
    private var scope: [String] = []
    private var words: [String] = []

    /// The texts of the files in the order of their reading: what is set last counts.
    init(_ texts: [String]) {
        for text in texts {
            scope = []
            words = []
            read(text.unicodeScalars[...])
        }
    }

    /// The proxy that https is fetched through: that of http where it has no setting of its own (apt-transport-https(1)).
    var proxy: String? {
        let value = values["acquire::https::proxy"] ?? values["acquire::http::proxy"] ?? ""
        return value.isEmpty || ["direct", "false"].contains(value.lowercased()) ? nil : value
    }

    private mutating func read(_ text: Substring.UnicodeScalarView) {
        var rest = text
        while let scalar = rest.first {
            switch scalar {
            case "#": rest = rest.drop { !Self.newlines.contains($0) }
            case "/" where rest.dropFirst().first == "/": rest = rest.drop { !Self.newlines.contains($0) }
            case "/" where rest.dropFirst().first == "*": Self.skipRemark(&rest)
            case "\"":
                let value = rest.dropFirst().prefix { $0 != "\"" }
                words.append(String(value))
                rest = rest[value.endIndex...].dropFirst()
            case "{", "}", ";":
                rest.removeFirst()
                end(at: scalar)
            case _ where Self.blanks.contains(scalar): rest.removeFirst()
            default:
                let word = rest.prefix { !Self.blanks.contains($0) && !Self.marks.contains($0) }
                words.append(String(word))
                rest = rest[word.endIndex...]
            }
        }
    }

    private mutating func end(at mark: Unicode.Scalar) {
        switch mark {
        case "{": scope.append(words.first ?? "")
        case "}": _ = scope.popLast()
        default:
            // The option in question has three parts, and a file of braces costs no time.
            if words.count == 2, scope.count < Self.deepest {
                values[(scope + [words[0]]).joined(separator: "::").lowercased()] = words[1]
            }
        }
        words = []
    }

    private static func skipRemark(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.dropFirst(2)
        while let scalar = rest.popFirst() {
            if scalar == "*", rest.first == "/" {
                rest.removeFirst()
                return
            }
        }
    }

    private static let deepest = 8
    private static let newlines: Set<Unicode.Scalar> = ["\n", "\r"]
    private static let blanks: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]
    private static let marks: Set<Unicode.Scalar> = ["{", "}", ";", "\""]
}

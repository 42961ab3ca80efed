extension Unicode.Scalar {
    var isYAMLBlank: Bool { self == " " || self == "\t" }
    var isYAMLBreak: Bool { self == "\n" || self == "\r" }
    var isYAMLLineEnd: Bool { isYAMLBreak || self == "\0" }
    var isYAMLBlankOrEnd: Bool { isYAMLBlank || isYAMLLineEnd }
    var isYAMLFlow: Bool { [",", "[", "]", "{", "}"].contains(self) }
    var isYAMLWord: Bool {
        switch self {
        case "0"..."9", "a"..."z", "A"..."Z", "_", "-": true
        default: false
        }
    }
}

/// What Newtonsoft's parser takes for JSON, as the standard has it: comments, apostrophes, names without quotation marks, and
/// commas that nothing follows.
struct LenientJSON {
    private let text: [UInt8]
    private var index = 0
    private var output: [UInt8] = []

    /// The same in the standard's words; what neither takes is left as it is.
    static func strict(_ text: [UInt8]) -> [UInt8] {
        var reader = LenientJSON(text)
        reader.read()
        return reader.output
    }

    private init(_ text: [UInt8]) {
        self.text = text
        output.reserveCapacity(text.count)
    }

    private mutating func read() {
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): readString(until: byte)
            case UInt8(ascii: "/"): skipComment()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                dropComma()
                take()
            case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "$"): readWord()
            default: take()
            }
        }
    }

    private mutating func take() {
        output.append(text[index])
        index += 1
    }

    private mutating func readString(until mark: UInt8) {
        output.append(0x22)
        index += 1
        while index < text.count, text[index] != mark {
            if text[index] == 0x5c, index + 1 < text.count {
                // The standard has no escape for an apostrophe.
                if text[index + 1] == UInt8(ascii: "'") { index += 1 } else { take() }
            } else if text[index] == 0x22 {
                output.append(0x5c)
            }
            take()
        }
        output.append(0x22)
        index += 1
    }

    /// To the end of the line, or between two marks; anything else is no comment.
    private mutating func skipComment() {
        let rest = text[(index + 1)...]
        if rest.first == UInt8(ascii: "/") {
            index = rest.firstIndex(of: 0x0a) ?? text.count
        } else if rest.first == UInt8(ascii: "*") {
            index += 2
            while index < text.count {
                let isEnd = text[index...].starts(with: "*/".utf8)
                index += isEnd ? 2 : 1
                if isEnd { break }
            }
        } else {
            take()
        }
    }

    /// A name before a colon; `true` and its fellows are values.
    private mutating func readWord() {
        let word = text[index...].prefix {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f
                || $0 == 0x24
        }
        let isName = text[word.endIndex...].first { $0 > 0x20 } == UInt8(ascii: ":")
        output += isName ? [0x22] + word + [0x22] : Array(word)
        index = word.endIndex
    }

    private mutating func dropComma() {
        guard let last = output.lastIndex(where: { $0 > 0x20 }), output[last] == UInt8(ascii: ",") else { return }
        output.remove(at: last)
    }
}

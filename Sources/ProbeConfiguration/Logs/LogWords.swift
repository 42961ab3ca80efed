import ProbeEvidence
import ProbeLinux

/// Texts of logs without all that differs from one writing of a line to the next.
enum LogWords {
    /// A squeezed text, and its quotation marks: where each stands, and behind how many backslashes.
    struct Text {
        private(set) var bytes: [UInt8] = []
        private(set) var quotes: [(place: Int, depth: Int)] = []
        /// Marks that are not paired yet, those behind more backslashes last.
        private(set) var opened: [(place: Int, depth: Int)] = []
        private var backslashes = 0

        /// Takes a piece, as `text` does; of a text that comes in pieces nothing is looked at twice.
        mutating func append(_ written: some Collection<UInt8>) {
            bytes.reserveCapacity(bytes.count + written.count)
            let text = Array(written)
            var index = 0
            while index < text.count {
                var byte = text[index]
                index += 1
                if byte == 0x5c, index < text.count {
                    switch text[index] {
                    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                        index += 1
                        continue
                    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
                        backslashes += 1
                        continue
                    case UInt8(ascii: "u"):
                        guard let code = LogWords.number(text.dropFirst(index + 1).prefix(4), radix: 16), code < 0x80
                        else {
                            break
                        }
                        index += 5
                        byte = UInt8(code)
                        backslashes += 1
                    default: break
                    }
                }
                if byte == 0x1b || LogWords.isSyslogEscape(text, at: index - 1) {
                    if byte != 0x1b { index += 3 }
                    index = LogWords.endOfSequence(in: text, from: index)
                    continue
                }
                guard byte > 0x20, byte != 0x7f else { continue }
                if byte == 0x22 { takeQuote((bytes.count, backslashes)) }
                backslashes = 0
                bytes.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
            }
        }

        private mutating func takeQuote(_ quote: (place: Int, depth: Int)) {
            quotes.append(quote)
            Self.pair(quote, with: &opened)
        }

        /// Marks pair with those behind as many backslashes: what is escaped within a text does not end the text.
        static func pair(_ quote: (place: Int, depth: Int), with opened: inout [(place: Int, depth: Int)]) {
            while let last = opened.last, last.depth > quote.depth { opened.removeLast() }
            if opened.last?.depth == quote.depth { opened.removeLast() } else { opened.append(quote) }
        }
    }

    /// As `text`, without what only a whole message is asked for.
    static func squeezed(_ text: some Collection<UInt8>) -> [UInt8] { LogWords.text(text).bytes }

    /// Small letters without blanks, escapes of JSON undone, escape sequences of terminals gone (ECMA-48, section 5.4).
    static func text(_ written: some Collection<UInt8>) -> Text {
        var text = Text()
        text.append(written)
        return text
    }

    /// The text without escape sequences of terminals.
    static func uncoloured(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.contains(0x1b) else { return line }
        let text = Array(line)
        var plain: [UInt8] = []
        var index = 0
        while index < text.count {
            index += 1
            if text[index - 1] == 0x1b {
                index = endOfSequence(in: text, from: index)
            } else {
                plain.append(text[index - 1])
            }
        }
        return plain[...]
    }

    /// Syslog daemons write ESC as `#033`.
    private static func isSyslogEscape(_ text: [UInt8], at index: Int) -> Bool {
        text[index] == 0x23 && text[index...].starts(with: "#033[".utf8)
    }

    /// Behind a sequence that begins with ESC: parameters, and a final byte.
    private static func endOfSequence(in text: [UInt8], from index: Int) -> Int {
        guard index < text.count, text[index] == UInt8(ascii: "[") else { return index }
        var index = index + 1
        while index < text.count, (0x20...0x3f).contains(text[index]) { index += 1 }
        return min(index + 1, text.count)
    }

    /// A number of at most nine digits; nothing where anything else stands there.
    static func number(_ digits: some Collection<UInt8>, radix: Int = 10) -> Int? {
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        var number = 0
        for digit in digits {
            let value: Int
            switch digit {
            case 0x30...0x39: value = Int(digit) - 0x30
            case 0x41...0x46, 0x61...0x66: value = Int(digit | 0x20) - 0x57
            default: return nil
            }
            guard value < radix else { return nil }
            number = number * radix + value
        }
        return number
    }

    /// What names of containers, images and hosts are made of.
    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }
}

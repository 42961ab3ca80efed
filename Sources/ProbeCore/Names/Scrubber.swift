import Synchronization

/// Keeps this run's own secrets out of every text that comes from somewhere else: a proxy that repeats a request in its
/// page or its headers knows the password.
///
/// One for the process, because `WireText` is made wherever bytes are read. A worker fills it with its plan, the parent
/// with what it read the plan from, so that what a worker sends is looked through a second time.
package enum Scrubber {
    /// What stands for a secret.
    static let mask = Array("***".utf8)
    /// A shorter password, or a shorter piece of one at a text's end, is found in too much that is none.
    private static let shortest = 4

    private static let forms = Mutex<[[UInt8]]>([])

    /// Takes the forms in which the credentials of an HTTP exchange may come back.
    package static func learn(_ credentials: Credentials) {
        let pair = "\(credentials.user):\(credentials.password)"
        let texts = [pair] + (credentials.password.utf8.count < shortest ? [] : [credentials.password])
        let written = texts.map { Array($0.utf8) }.flatMap { bytes in
            [
                bytes, percentEncoded(bytes, digits: "0123456789ABCDEF"),
                percentEncoded(bytes, digits: "0123456789abcdef"),
            ]
                + [htmlEscaped(bytes)]
        }
        // RFC 7617: Basic, with and without the padding.
        let basic = base64(Array(pair.utf8))
        learn(written + [Array(basic.prefix { $0 != 0x3d })])
    }

    /// Takes texts as they are.
    package static func learn(_ secrets: [[UInt8]]) {
        forms.withLock { forms in
            for form in secrets where form.count >= shortest && !forms.contains(form) { forms.append(form) }
            // The longest first, so that none is left in part.
            forms.sort { $0.count > $1.count }
        }
    }

    /// Whether a name has a secret in it, in whichever case: it would be looked up, and stand in a report.
    package static func isTold(by host: HostName) -> Bool {
        let name = host.description
        return forms.withLock { $0 }.contains { form in
            name.contains(String(decoding: form, as: UTF8.self).lowercased())
        }
    }

    /// The text with every secret masked; also one that was cut at its end.
    static func scrubbed(_ bytes: [UInt8]) -> [UInt8] {
        let forms = forms.withLock { $0 }
        guard !forms.isEmpty else { return bytes }
        return forms.reduce(bytes) { text, form in masking(form, in: text) }
    }

    /// In whichever case it stands there: names and headers are often folded.
    private static func masking(_ secret: [UInt8], in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text[...]
        let start = folded(secret[0])
        while let first = rest.firstIndex(where: { folded($0) == start }) {
            result += rest[..<first]
            rest = rest[first...]
            let length = min(secret.count, rest.count)
            guard length >= shortest,
                rest.prefix(length).elementsEqual(secret.prefix(length), by: { folded($0) == folded($1) })
            else {
                result.append(rest[first])
                rest = rest.dropFirst()
                continue
            }
            result += mask
            rest = rest.dropFirst(length)
        }
        return result + rest
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

    /// All but what RFC 3986 (section 2.3) calls unreserved.
    private static func percentEncoded(_ bytes: [UInt8], digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: [byte]
            default: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func htmlEscaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x26: Array("&amp;".utf8)
            case 0x3c: Array("&lt;".utf8)
            case 0x3e: Array("&gt;".utf8)
            case 0x22: Array("&quot;".utf8)
            case 0x27: Array("&#39;".utf8)
            default: [byte]
            }
        }
    }

    /// RFC 4648 section 4.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return stride(from: 0, to: bytes.count, by: 3).flatMap { start -> [UInt8] in
            let three = bytes[start...].prefix(3)
            let bits = three.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - three.count))
            let four = (0..<4).map { alphabet[Int(bits >> UInt32(18 - 6 * $0) & 63)] }
            return Array(four.prefix(three.count + 1))
        }
    }
}

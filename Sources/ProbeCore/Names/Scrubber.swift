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

    /// Takes the forms in which the credentials of an HTTP exchange may come back; escaped they are found as they are.
    package static func learn(_ credentials: Credentials) {
        let pair = Array("\(credentials.user):\(credentials.password)".utf8)
        let password = Array(credentials.password.utf8)
        // RFC 7617: Basic, with and without the padding.
        let encoded = [pair, password].map { Array(base64($0).prefix { $0 != 0x3d }) }
        learn([pair, password] + encoded)
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
    ///
    /// Whoever repeats a secret escapes it in a way of his own, and some do so twice (a page of HTML about a text of JSON): not
    /// the secret is escaped here, in all ways that there are, but what the text has of escapes is undone, layer by layer.
    static func scrubbed(_ bytes: [UInt8]) -> [UInt8] {
        let forms = forms.withLock { $0 }
        guard !forms.isEmpty else { return bytes }
        var masked: [Range<Int>] = []
        var text = Unescaped(bytes)
        for _ in 0..<mostLayers {
            for form in forms { masked += places(of: form, in: text) }
            guard text.peel() else { break }
        }
        return masking(masked, in: bytes)
    }

    /// As deep as a page may quote another one.
    private static let mostLayers = 4

    private static func masking(_ places: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
        guard !places.isEmpty else { return bytes }
        var result: [UInt8] = []
        var end = 0
        for place in places.sorted(by: { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) })
        where place.upperBound > end {
            // What overlaps is one secret.
            if place.lowerBound >= end {
                result += bytes[end..<place.lowerBound]
                result += mask
            }
            end = place.upperBound
        }
        return result + bytes[end...]
    }

    /// Where a secret stands, in whichever case: names and headers are often folded.
    ///
    /// At the end of the text its beginning will do.
    private static func places(of secret: [UInt8], in text: Unescaped) -> [Range<Int>] {
        var places: [Range<Int>] = []
        let bytes = text.bytes
        let start = folded(secret[0])
        var index = 0
        while index < bytes.count {
            guard folded(bytes[index]) == start else {
                index += 1
                continue
            }
            let rest = bytes[index...]
            // An escape that was cut belongs to what it stood in.
            let whole = index < text.cut ? bytes[index..<text.cut] : []
            let isWhole = rest.count >= secret.count && zip(rest, secret).allSatisfy { folded($0) == folded($1) }
            let isCut =
                whole.count >= shortest && whole.count < secret.count
                && zip(whole, secret).allSatisfy { folded($0) == folded($1) }
            if isWhole {
                places.append(text.starts[index]..<text.starts[index + secret.count])
                index += secret.count
            } else if isCut {
                places.append(text.starts[index]..<text.starts[bytes.count])
                break
            } else {
                index += 1
            }
        }
        return places
    }

    /// A form writes a blank as a plus sign.
    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5a: byte | 0x20
        case 0x2b: 0x20
        default: byte
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

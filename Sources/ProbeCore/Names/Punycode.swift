/// Labels of internationalized names in the letters of a host name and back (RFC 3492, with the parameters of IDNA).
enum Punycode {
    private static let base = 36
    private static let tMin = 1
    private static let tMax = 26
    private static let initialBias = 72
    private static let initialCode = 128
    /// No label is longer; arithmetic stays far below the limits of an Int.
    private static let longest = 63

    /// The text behind `xn--` for a label; nothing for one that is too long for a name.
    static func encoded(_ label: some StringProtocol) -> String? {
        let scalars = label.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= longest else { return nil }
        var output = scalars.filter { $0 < 0x80 }
        let basic = output.count
        if basic > 0 { output.append(0x2d) }
        var (code, delta, bias, handled) = (initialCode, 0, initialBias, basic)
        while handled < scalars.count {
            guard let next = scalars.filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in scalars {
                if scalar < code { delta += 1 }
                guard scalar == code else { continue }
                var (rest, k) = (delta, base)
                while true {
                    let t = threshold(k, bias)
                    if rest < t { break }
                    output.append(letter(t + (rest - t) % (base - t)))
                    rest = (rest - t) / (base - t)
                    k += base
                }
                output.append(letter(rest))
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        guard output.count <= longest else { return nil }
        return String(decoding: output.map { UInt8($0) }, as: UTF8.self)
    }

    /// The label that the text behind `xn--` stands for; nothing where it stands for none.
    static func decoded(_ text: some StringProtocol) -> String? {
        let bytes = text.utf8.map { Int($0) }
        guard bytes.count <= longest, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let basic = bytes.lastIndex(of: 0x2d) ?? 0
        var output = Array(bytes[..<basic])
        var (code, place, bias) = (initialCode, 0, initialBias)
        var index = basic > 0 ? basic + 1 : 0
        while index < bytes.count {
            let old = place
            var (weight, k) = (1, base)
            while true {
                guard index < bytes.count, let digit = digit(bytes[index]) else { return nil }
                index += 1
                let (step, overflow) = digit.multipliedReportingOverflow(by: weight)
                guard !overflow, place <= 0x7fff_ffff - step else { return nil }
                place += step
                let t = threshold(k, bias)
                if digit < t { break }
                weight *= base - t
                guard weight <= 0x7fff_ffff else { return nil }
                k += base
            }
            bias = adapted(place - old, output.count + 1, isFirst: old == 0)
            code += place / (output.count + 1)
            place %= output.count + 1
            guard code <= 0x10ffff else { return nil }
            output.insert(code, at: place)
            place += 1
        }
        var label = String.UnicodeScalarView()
        for code in output {
            guard let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            label.append(scalar)
        }
        return String(label)
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, tMin), tMax) }

    private static func adapted(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + 38)
    }

    private static func letter(_ digit: Int) -> Int { digit < 26 ? 0x61 + digit : 0x30 + digit - 26 }

    private static func digit(_ letter: Int) -> Int? {
        switch letter {
        case 0x61...0x7a: letter - 0x61
        case 0x41...0x5a: letter - 0x41
        case 0x30...0x39: letter - 0x30 + 26
        default: nil
        }
    }
}

extension HostName {
    /// A name as people write it, each label in the letters that a resolver is asked with.
    ///
    /// - Throws: what is wrong with it, as a clause behind "the name".
    package init(international text: String) throws(Invalid) {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else {
            try self.init(validating: text)
            return
        }
        // IDNA has other full stops too (RFC 3490 section 3.1), and small letters only.
        let labels = text.lowercased().split(omittingEmptySubsequences: false) {
            ".\u{3002}\u{ff0e}\u{ff61}".contains($0)
        }
        var encoded: [String] = []
        for label in labels {
            guard label.utf8.contains(where: { $0 >= 0x80 }) else {
                encoded.append(String(label))
                continue
            }
            guard label.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
                throw Invalid(reason: "has a character that no host name may have")
            }
            guard let code = Punycode.encoded(String(label.map(\.precomposed))) else {
                throw Invalid(reason: "has a label longer than 63 characters (RFC 1123)")
            }
            encoded.append("xn--" + code)
        }
        try self.init(validating: encoded.joined(separator: "."))
    }

    /// The name as people read it, where that is another than what resolvers are asked for.
    package var readable: String? {
        let labels = description.split(separator: ".").map { label -> String in
            guard label.hasPrefix("xn--"), let decoded = Punycode.decoded(label.dropFirst(4)),
                // Nothing that a terminal or a reader might take for something else.
                decoded.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
            else { return String(label) }
            return decoded
        }
        let text = labels.joined(separator: ".")
        return text == description ? nil : text
    }
}

extension Character {
    /// Where letters have a code point together with their marks: those of Europe, Vietnam and Korea.
    private static let precomposedScalars: [ClosedRange<UInt32>] = [0xc0...0x52f, 0x1e00...0x1fff, 0xac00...0xd7a3]

    /// The same letter in one code point, where there is one: names are asked for in that form (RFC 5891 section 5.2), and
    /// what is copied from some systems' files is in the other.
    var precomposed: Character {
        guard unicodeScalars.count > 1 else { return self }
        // Characters are equal where they are canonically equivalent.
        for scalars in Self.precomposedScalars {
            for value in scalars {
                if let scalar = Unicode.Scalar(value), Character(scalar) == self { return Character(scalar) }
            }
        }
        return self
    }
}

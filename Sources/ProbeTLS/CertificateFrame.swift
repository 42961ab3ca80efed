/// The outermost structure of a certificate, without what it holds (RFC 5280 section 4.1).
enum CertificateFrame {
    private static let sequence: UInt8 = 0x30
    private static let integer: UInt8 = 0x02
    private static let bitString: UInt8 = 0x03
    private static let version: UInt8 = 0xa0

    /// Where the subject stands in a certificate's DER; nothing unless the bytes are framed as exactly one certificate.
    static func subject(in der: [UInt8]) -> Range<Int>? {
        var outside = DERReader(der, der.indices)
        guard let whole = outside.next(sequence), outside.isAtEnd else { return nil }
        var parts = DERReader(der, whole.content)
        guard let signed = parts.next(sequence), parts.next(sequence) != nil, parts.next(bitString) != nil,
            parts.isAtEnd
        else { return nil }
        var members = DERReader(der, signed.content)
        _ = members.next(version)
        guard members.next(integer) != nil, members.next(sequence) != nil, members.next(sequence) != nil,
            members.next(sequence) != nil, let subject = members.next(sequence), members.next(sequence) != nil
        else { return nil }
        return subject.whole
    }
}

/// Steps through the elements of DER bytes (X.690 section 8.1).
private struct DERReader {
    private let bytes: [UInt8]
    private var rest: Range<Int>

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        rest = range
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element, if it has this tag and ends within the bytes.
    mutating func next(_ tag: UInt8) -> (whole: Range<Int>, content: Range<Int>)? {
        guard rest.count >= 2, bytes[rest.lowerBound] == tag else { return nil }
        var start = rest.lowerBound + 2
        var length = Int(bytes[rest.lowerBound + 1])
        if length >= 0x80 {
            let count = length - 0x80
            guard (1...3).contains(count), start + count <= rest.upperBound else { return nil }
            length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard length <= rest.upperBound - start else { return nil }
        let whole = rest.lowerBound..<start + length
        rest = whole.upperBound..<rest.upperBound
        return (whole, start..<whole.upperBound)
    }
}

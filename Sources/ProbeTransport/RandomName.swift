/// Names that nobody else has.
package enum RandomName {
    /// The id of a device that no hub knows.
    package static func device() -> String { "edgeprobe-" + hexadecimal(8) }

    /// A random UUID (RFC 9562 section 5.4).
    package static func uuid() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let text = bytes.map(Self.hexadecimal)
        return [text[0..<4], text[4..<6], text[6..<8], text[8..<10], text[10..<16]]
            .map { $0.joined() }.joined(separator: "-")
    }

    private static func hexadecimal(_ count: Int) -> String {
        (0..<count).map { _ in hexadecimal(UInt8.random(in: .min ... .max)) }.joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

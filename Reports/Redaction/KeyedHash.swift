/// SipHash-2-4 (Aumasson and Bernstein, 2012): without the key nobody can tell which text a pseudonym stands for.
struct KeyedHash {
    private let key: (UInt64, UInt64)

    init(key: (UInt64, UInt64)) { self.key = key }

    func callAsFunction(_ text: String, domain: String) -> UInt64 { self(Array("\(domain)\u{0}\(text)".utf8)) }

    func callAsFunction(_ bytes: [UInt8]) -> UInt64 {
        var v = (
            key.0 ^ 0x736f_6d65_7073_6575, key.1 ^ 0x646f_7261_6e64_6f6d, key.0 ^ 0x6c79_6765_6e65_7261,
            key.1 ^ 0x7465_6462_7974_6573
        )
        func round() {
            v.0 &+= v.1
            v.1 = Self.rotated(v.1, 13) ^ v.0
            v.0 = Self.rotated(v.0, 32)
            v.2 &+= v.3
            v.3 = Self.rotated(v.3, 16) ^ v.2
            v.0 &+= v.3
            v.3 = Self.rotated(v.3, 21) ^ v.0
            v.2 &+= v.1
            v.1 = Self.rotated(v.1, 17) ^ v.2
            v.2 = Self.rotated(v.2, 32)
        }
        var start = 0
        while start < bytes.count + 1 {
            var word: UInt64 = 0
            for offset in 0..<8 where start + offset < bytes.count {
                word |= UInt64(bytes[start + offset]) << UInt64(offset * 8)
            }
            let isLast = start + 8 > bytes.count
            if isLast { word |= UInt64(bytes.count & 0xff) << 56 }
            v.3 ^= word
            round()
            round()
            v.0 ^= word
            start += 8
        }
        v.2 ^= 0xff
        for _ in 0..<4 { round() }
        return v.0 ^ v.1 ^ v.2 ^ v.3
    }

    private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }
}

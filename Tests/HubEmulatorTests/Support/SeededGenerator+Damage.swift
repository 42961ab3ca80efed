import TestSupport

extension SeededGenerator {
    /// The bytes with a few of them changed, cut or doubled.
    mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes.removeSubrange(index...)
            case 2: bytes.insert(contentsOf: bytes[..<index], at: index)
            default: bytes[index] = [0, 1, 0x7f, 0x80, 0xff][Int.random(in: 0..<5, using: &self)]
            }
        }
        return bytes
    }
}

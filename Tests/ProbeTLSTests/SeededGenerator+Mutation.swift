import TestSupport

extension SeededGenerator {
    /// Changes, cuts or doubles a few bytes.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            guard !bytes.isEmpty else { return bytes }
            let index = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes.removeSubrange(index...)
            case 1: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
            case 2: bytes[index] = 0xff
            default: bytes[index] ^= UInt8.random(in: 1...255, using: &self)
            }
        }
        return bytes
    }
}

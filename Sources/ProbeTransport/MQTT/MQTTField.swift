/// Writes the data types of MQTT 3.1.1 (section 1.5).
enum MQTTField {
    static func text(_ value: String) -> [UInt8] { data(Array(value.utf8)) }

    /// Two bytes of length, then the bytes; what no length can describe is cut.
    static func data(_ value: [UInt8]) -> [UInt8] {
        let bytes = value.prefix(Int(UInt16.max))
        return UInt16(bytes.count).bigEndianBytes + bytes
    }

    /// The remaining length, seven bits a byte (section 2.2.3).
    static func remainingLength(_ length: Int) -> [UInt8] {
        var rest = length
        var bytes: [UInt8] = []
        repeat {
            let digit = UInt8(rest & 0x7f)
            rest >>= 7
            bytes.append(rest > 0 ? digit | 0x80 : digit)
        } while rest > 0
        return bytes
    }
}

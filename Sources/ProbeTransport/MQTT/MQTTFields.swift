/// Reads the data types of MQTT 3.1.1 (section 1.5) out of a packet's body.
struct MQTTFields {
    private var reader: ByteReader

    init(_ body: [UInt8]) { reader = ByteReader(body) }

    var isAtEnd: Bool { reader.remaining == 0 }

    mutating func byte() throws(MQTTFault) -> UInt8 {
        guard let byte = reader.readByte() else { throw .malformed }
        return byte
    }

    mutating func number() throws(MQTTFault) -> UInt16 {
        guard let number = reader.readUInt16() else { throw .malformed }
        return number
    }

    /// A packet identifier, which is never zero (section 2.3.1).
    mutating func identifier() throws(MQTTFault) -> UInt16 {
        let identifier = try number()
        guard identifier != 0 else { throw .malformed }
        return identifier
    }

    mutating func bytes(_ count: Int) throws(MQTTFault) -> ArraySlice<UInt8> {
        guard let bytes = reader.readBytes(count) else { throw .malformed }
        return bytes
    }

    mutating func data() throws(MQTTFault) -> [UInt8] { Array(try bytes(Int(try number()))) }

    mutating func text() throws(MQTTFault) -> String {
        guard let text = String(validating: try data(), as: UTF8.self) else { throw .malformed }
        return text
    }

    mutating func rest() throws(MQTTFault) -> [UInt8] { Array(try bytes(reader.remaining)) }
}

import ProbeCore
import ProbeEvidence

extension DNSMessage {
    /// A resource record before its data is understood (RFC 1035 section 4.1.3).
    struct RawRecord {
        let owner: DNSName
        let type: DNSType
        /// The class; in an OPT record the payload size.
        let recordClass: UInt16
        /// In an OPT record the extended response code, version and flags.
        let timeToLive: UInt32
        /// Reads the record's data, but follows pointers into the whole message.
        let content: ByteReader

        init(from reader: inout ByteReader) throws(Malformed) {
            owner = try DNSName(from: &reader)
            guard let type = reader.readUInt16(), let recordClass = reader.readUInt16(),
                let timeToLive = reader.readUInt32(), let length = reader.readUInt16()
            else { throw .truncated }
            self.type = DNSType(rawValue: type)
            self.recordClass = recordClass
            self.timeToLive = timeToLive
            content = ByteReader(reader.bytes, from: reader.position, count: Int(length))
            guard reader.skip(Int(length)) else { throw .truncated }
        }

        var isInternet: Bool { recordClass == DNSType.internetClass }

        /// The address or alias; nothing for a type that is none of the two.
        func data() throws(Malformed) -> Record.Data? {
            guard isInternet else { return nil }
            var content = content
            switch type {
            case .a, .aaaa:
                let length = type == .a ? 4 : 16
                guard content.remaining == length, let bytes = content.readBytes(length),
                    let address = IPAddress(bytes: bytes)
                else { throw .badRecord }
                return .address(address)
            case .cname:
                let target = try DNSName(from: &content)
                guard content.remaining == 0 else { throw .badRecord }
                return .alias(target)
            default:
                return nil
            }
        }

        /// Of an SOA record, whose data ends with five numbers of four bytes, MINIMUM being the last (RFC 1035 section 3.3.13);
        /// nothing where there is no room for them and two names.
        func negativeTimes() -> NegativeTimes? {
            var content = content
            guard content.remaining >= 22, content.skip(content.remaining - 4), let minimum = content.readUInt32()
            else {
                return nil
            }
            return NegativeTimes(timeToLive: timeToLive, minimum: minimum)
        }

        /// The options of an OPT record, of which only extended errors (RFC 8914, option 15) are kept.
        func extensions() throws(Malformed) -> Extensions {
            var content = content
            var errors: [DNSAnswer.ExtendedError] = []
            while content.remaining > 0 {
                guard let option = content.readUInt16(), let length = content.readUInt16(),
                    let value = content.readBytes(Int(length))
                else { throw .badRecord }
                var reader = ByteReader(Array(value))
                guard option == 15, errors.count < DNSMessage.mostExtendedErrors else { continue }
                guard let code = reader.readUInt16() else { throw .badRecord }
                let text = value.dropFirst(2)
                errors.append(DNSAnswer.ExtendedError(code: code, text: text.isEmpty ? nil : WireText(text)))
            }
            return Extensions(
                payloadSize: recordClass, responseCodeHigh: UInt8(timeToLive >> 24),
                version: UInt8(timeToLive >> 16 & 0xff), extendedErrors: errors)
        }
    }
}

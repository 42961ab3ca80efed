package import ProbeCore
package import ProbeEvidence

/// What is asked: the records of one type, class IN, under one name.
package struct DNSQuestion: Hashable, Sendable {
    package let name: DNSName
    package let type: DNSType
    package let recordClass: UInt16

    package init(_ host: HostName, _ type: DNSAnswer.QueryType) {
        name = DNSName(host)
        self.type = DNSType(type)
        recordClass = DNSType.internetClass
    }

    init(from reader: inout ByteReader) throws(DNSMessage.Malformed) {
        name = try DNSName(from: &reader)
        guard let type = reader.readUInt16(), let recordClass = reader.readUInt16() else { throw .truncated }
        self.type = DNSType(rawValue: type)
        self.recordClass = recordClass
    }
}

/// A resource record type by its number (RFC 1035 section 3.2.2); most of them are skipped.
package struct DNSType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ type: DNSAnswer.QueryType) {
        self =
            switch type {
            case .a: .a
            case .aaaa: .aaaa
            }
    }

    package static let a = DNSType(rawValue: 1)
    package static let ns = DNSType(rawValue: 2)
    package static let cname = DNSType(rawValue: 5)
    package static let soa = DNSType(rawValue: 6)
    /// RFC 3596.
    package static let aaaa = DNSType(rawValue: 28)
    /// RFC 6891.
    package static let opt = DNSType(rawValue: 41)

    static let internetClass: UInt16 = 1
}

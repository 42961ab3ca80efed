import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

struct DNSQueryTests {
    private static let host = "Hub.Example"

    @Test func `a query is encoded byte for byte as RFC 1035 and RFC 6891 lay it out`() throws {
        let query = DNSQuery(try HostName(validating: Self.host), .aaaa, id: 0x1a2b)
        #expect(
            query.encoded == [
                0x1a, 0x2b, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1,  // id, RD, one question, one additional record
                3, 0x68, 0x75, 0x62, 7, 0x65, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0,  // hub.example
                0, 28, 0, 1,  // AAAA IN
                0, 0, 41, 0x04, 0xb0, 0, 0, 0, 0, 0, 0,  // OPT with 1200 bytes and no options
            ])
    }

    @Test func `a plain query carries no OPT record`() throws {
        let query = DNSQuery(try HostName(validating: Self.host), .a, id: 7, isExtended: false)
        #expect(query.encoded.count == 12 + 13 + 4)
        #expect(query.encoded[11] == 0)
    }

    @Test func `ids differ from query to query`() throws {
        let host = try HostName(validating: Self.host)
        #expect(Set((0..<32).map { _ in DNSQuery(host, .a).id }).count > 16)
    }

    @Test func `a reply has our id, the response bit and our question in any case of letters`() throws {
        let query = DNSQuery(try HostName(validating: Self.host), .a, id: 0x0102)
        var reply = query.encoded
        reply[2] |= 0x80
        #expect(query.isAnswered(by: reply))
        reply[13] = UInt8(ascii: "H")
        #expect(query.isAnswered(by: reply))
    }

    @Test(arguments: [0, 1, 2, 13, 26, 28])
    func `a message that differs in id, response bit, name, type or class is no reply`(byte: Int) throws {
        let query = DNSQuery(try HostName(validating: Self.host), .a, id: 0x0102)
        var reply = query.encoded
        reply[2] |= 0x80
        reply[byte] ^= 0x81
        #expect(!query.isAnswered(by: reply))
    }

    @Test(arguments: [(1, true), (2, true), (4, true), (5, true), (0, false), (3, false)])
    func `an error may come as a header alone, a success or a denial may not`(code: UInt8, isReply: Bool) throws {
        let query = DNSQuery(try HostName(validating: Self.host), .a, id: 0x0102)
        #expect(query.isAnswered(by: [1, 2, 0x81, code, 0, 0, 0, 0, 0, 0, 0, 0]) == isReply)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeTransport
import TestSupport
import Testing

struct DNSMessageTests {
    /// What a resolver answered for an aliased name: two aliases with compressed targets, an address, OPT with an error.
    private static let aliased: [UInt8] =
        [
            0xbe, 0xef, 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 1,
            3, 0x68, 0x75, 0x62, 7, 0x65, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0, 0, 1, 0, 1,  // hub.example A
            0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 14,  // 29: hub.example CNAME
            11, 0x70, 0x72, 0x69, 0x76, 0x61, 0x74, 0x65, 0x6c, 0x69, 0x6e, 0x6b, 0xc0, 12,
            0xc0, 41, 0, 5, 0, 1, 0, 0, 0, 30, 0, 6, 3, 0x49, 0x50, 0x34, 0xc0, 16,  // 55: CNAME IP4.example
            0xc0, 67, 0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 10, 1, 2, 3,  // 73: ip4.example A 10.1.2.3
            0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 10, 0, 15, 0, 6, 0, 18, 0x1b, 0x5b, 0x33, 0x31,  // OPT, EDE 18
        ]

    /// NXDOMAIN with the zone's SOA record.
    private static let negative: [UInt8] =
        [
            0, 9, 0x85, 0x83, 0, 1, 0, 0, 0, 1, 0, 0,
            2, 0x6e, 0x6f, 1, 0x78, 0, 0, 1, 0, 1,
            0xc0, 15, 0, 6, 0, 1, 0, 0, 0, 5, 0, 24, 1, 0x6d, 0xc0, 15, 0,  // m.x, root
            0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0,
        ]

    @Test func `an aliased answer is decoded with its chain, address and extended error`() throws {
        let message = try DNSMessage(decoding: Self.aliased)
        #expect(message.head.id == 0xbeef)
        #expect(message.head.isResponse && message.head.isRecursionAvailable)
        #expect(!message.head.isTruncated && !message.head.isAuthoritative)
        #expect(message.responseCode == 0)
        #expect(message.chain.map(\.owner.description) == ["hub.example", "privatelink.hub.example", "ip4.example"])
        #expect(message.chain.map(\.timeToLive) == [60, 30, 256])
        #expect(message.chain.last?.data == .address(try #require(IPAddress("10.1.2.3"))))
        #expect(message.extensions?.payloadSize == 1232)
        #expect(message.extensions?.extendedErrors == [.init(code: 18, text: WireText("\u{1b}[31"))])
    }

    @Test func `a negative answer names the zone of its SOA record`() throws {
        let message = try DNSMessage(decoding: Self.negative)
        #expect(message.responseCode == 3)
        #expect(message.head.isAuthoritative)
        #expect(message.negativeZone?.description == "x")
        #expect(message.negativeTimes?.timeToLive == 5)
        #expect(message.negativeTimes?.minimum == 0x0400_0000)
        #expect(message.chain.isEmpty)
    }

    @Test(arguments: [aliased, negative])
    func `every truncation of a message is malformed`(message: [UInt8]) {
        for length in 0..<message.count {
            #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(decoding: Array(message[..<length])) }
        }
    }

    @Test func `a hundred thousand mutations are decoded or refused, and what is decoded is bounded`() {
        var random = SeededGenerator(seed: 42)
        var decoded = 0
        for round in 0..<100_000 {
            var bytes = round.isMultiple(of: 2) ? Self.aliased : Self.negative
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            guard let message = try? DNSMessage(decoding: bytes) else { continue }
            decoded += 1
            for record in message.answers {
                #expect(record.owner.encoded.count <= 255)
                #expect(record.owner.description.utf8.allSatisfy { (0x21...0x7e).contains($0) })
            }
        }
        #expect((1000..<100_000).contains(decoded))
    }

    @Test func `a record that the chain does not lead to is left out`() throws {
        var bytes = Self.aliased
        bytes[74] = 12  // The address now belongs to hub.example itself, which is an alias.
        let message = try DNSMessage(decoding: bytes)
        #expect(message.answers.count == 3)
        #expect(message.chain.count == 2)
    }

    @Test func `a circle of aliases ends`() throws {
        var bytes = Self.aliased
        bytes.replaceSubrange(67..<73, with: [3] + "hub".utf8 + [0xc0, 16])
        let message = try DNSMessage(decoding: bytes)
        #expect(message.chain.count == 16)
        #expect(Set(message.chain).count == 2)
    }

    @Test func `more records than any honest answer has are refused`() {
        var bytes = Self.aliased
        bytes[6] = 0xff
        #expect(throws: DNSMessage.Malformed.tooManyRecords) { try DNSMessage(decoding: bytes) }
    }

    @Test(arguments: [(5, UInt8(3)), (84, 3)])
    func `two questions or an address of three bytes are refused`(offset: Int, value: UInt8) {
        var bytes = Self.aliased
        bytes[offset] = value
        #expect(throws: DNSMessage.Malformed.self) { try DNSMessage(decoding: bytes) }
    }

    @Test func `the extended response code counts above the header's`() throws {
        var bytes = Self.aliased
        bytes[94] = 1  // BADVERS is 16.
        #expect(try DNSMessage(decoding: bytes).responseCode == 16)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeLinux
@testable import ProbeTransport
import Testing

struct NTPPacketTests {
    @Test func `a question has the client's mode, version 4, and a random number in place of our time`() throws {
        let question = NTPPacket.question(nonce: 0x0102_0304_0506_0708)
        #expect(question.encoded.count == 48)
        #expect(question.encoded[0] == 0x23)
        #expect(question.encoded[1..<40].allSatisfy { $0 == 0 })
        #expect(Array(question.encoded[40...]) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(NTPPacket(parsing: question.encoded) == question)
    }

    @Test func `only an answer to the very question counts`() throws {
        let question = NTPPacket.question(nonce: 42)
        var answer = NTPPacket(mode: .server)
        answer.origin = question.transmit
        #expect(answer.answers(question))
        answer.origin = NTPTimestamp(seconds: 0, fraction: 43)
        #expect(!answer.answers(question))
        #expect(!question.answers(question))
        #expect(NTPPacket(parsing: Array(answer.encoded.dropLast())) == nil)
    }

    @Test func `a server without the time says so`() {
        var packet = NTPPacket(mode: .server)
        packet.transmit = NTPTimestamp(seconds: 1, fraction: 0)
        packet.stratum = 2
        #expect(packet.isSynchronized && packet.kissCode == nil)
        packet.leap = 3
        #expect(!packet.isSynchronized)
        packet.leap = 0
        packet.stratum = 0
        packet.referenceID = Array("RATE".utf8)
        #expect(!packet.isSynchronized)
        #expect(packet.kissCode?.description == "RATE")
        packet.stratum = 16
        #expect(!packet.isSynchronized)
    }

    @Test(
        arguments: [
            (0x0000_0000, 2_085_978_496), (0x7fff_ffff, 4_233_462_143), (0x8000_0000, -61_505_152),
            (0xffff_ffff, 2_085_978_495),
            (0x83aa_7e80, 0),
        ] as [(UInt32, Int64)])
    func `the era is the one that today is in`(seconds: UInt32, moment: Int64) {
        #expect(NTPTimestamp(seconds: seconds, fraction: 0).secondsSince1970 == moment)
    }

    @Test(arguments: [0, 86_400.25, -3600.5, 1e9] as [Double])
    func `the difference of the clocks is what lies between both ways`(offset: Double) throws {
        let start: Int64 = 1_795_425_247
        func server(_ after: Double) -> NTPTimestamp {
            let time = Double(start) + offset + after
            let whole = time.rounded(.down)
            return NTPTimestamp(
                WallClock(seconds: Int64(whole), nanoseconds: Int64(((time - whole) * 1e9).rounded())))
        }
        var packet = NTPPacket(mode: .server)
        packet.stratum = 1
        packet.receive = server(0.1)
        packet.transmit = server(0.2)
        let evidence = NTPClient.evidence(
            of: packet, from: SocketAddress(try #require(IPAddress("192.0.2.1")), port: 123),
            at: WallClock(seconds: start, nanoseconds: 300_000_000), Seconds(0.3))
        #expect(evidence.result == .answered)
        #expect(abs((evidence.offset?.value ?? .infinity) - offset) < 0.001)
    }

    @Test func `bytes of any kind are read or refused`() {
        var random = SystemRandomNumberGenerator()
        for length in 0..<96 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            guard let packet = NTPPacket(parsing: bytes) else { continue }
            _ = packet.transmit.timestamp
            _ = packet.transmit.difference(from: WallClock(seconds: .zero, nanoseconds: 0))
        }
    }
}

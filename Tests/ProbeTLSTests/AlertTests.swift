import ProbeCore
import ProbeEvidence
@testable import ProbeTLS
import Testing

struct AlertTests {
    /// One alert record in the clear (RFC 8446 section 5.1 and 6).
    private func record(_ level: UInt8, _ number: UInt8) -> [UInt8] { [21, 3, 3, 0, 2, level, number] }

    @Test func `a server of old versions answers with protocol_version`() throws {
        let wire = try Wire(options: .init(versions: .tls10 ... .tls11))
        let progress = wire.shakeHands()
        #expect(progress.client == .failed)
        #expect(progress.server == .failed)
        #expect(wire.client.facts.alert == .init(number: 70, name: "protocol_version", wasReceived: true))
        #expect(wire.server.facts.alert == .init(number: 70, name: "protocol_version", wasReceived: false))
        #expect(wire.client.facts.failures.isEmpty == false)
        #expect(wire.client.facts.version == nil)
        #expect(!wire.client.facts.isNotTLS)
    }

    @Test func `an answer in an old version is refused with protocol_version`() throws {
        let client = try TLSEngine(client: .init(serverName: "hub.azure-devices.net"))
        #expect(client.handshake() == .incomplete)
        _ = client.drain()
        // ServerHello: TLS 1.1, random, no session, ECDHE-RSA-AES128-SHA, no compression.
        let hello: [UInt8] = [3, 2] + [UInt8](repeating: 9, count: 32) + [0, 0xc0, 0x13, 0]
        client.feed([22, 3, 2, 0, UInt8(hello.count + 4), 2, 0, 0, UInt8(hello.count)] + hello)
        #expect(client.handshake() == .failed)
        #expect(client.facts.alert == .init(number: 70, name: "protocol_version", wasReceived: false))
        #expect(client.drain().suffix(4) == [0, 2, 2, 70])
    }

    @Test(arguments: [
        (40, "handshake_failure"), (112, "unrecognized_name"), (49, "access_denied"), (200, "unassigned_200"),
    ])
    func `a fatal alert in answer to the ClientHello is evidence`(alert: (number: UInt8, name: String)) throws {
        let client = try TLSEngine(client: .init(serverName: "hub.azure-devices.net"))
        _ = client.handshake()
        client.feed(record(2, alert.number))
        #expect(client.handshake() == .failed)
        #expect(client.handshake() == .failed)
        #expect(client.facts.alert == .init(number: Int(alert.number), name: alert.name, wasReceived: true))
    }

    @Test func `close_notify in place of a ServerHello is the alert that ended the handshake`() throws {
        let client = try TLSEngine(client: .init(serverName: nil))
        _ = client.handshake()
        client.feed(record(1, 0))
        #expect(client.handshake() == .failed)
        #expect(client.facts.alert == .init(number: 0, name: "close_notify", wasReceived: true))
    }

    @Test func `a warning is forgotten once the handshake completes`() throws {
        let wire = try Wire(options: .init(versions: .tls12 ... .tls12))
        _ = wire.client.handshake()
        wire.server.feed(wire.client.drain())
        wire.client.feed(record(1, 112))
        #expect(wire.client.handshake() == .incomplete)
        #expect(wire.client.facts.alert?.name == "unrecognized_name")
        #expect(wire.shakeHands().client == .complete)
        #expect(wire.client.facts.alert == nil)
    }

    @Test func `after a TLS 1_3 handshake an alert is fatal whatever its level says`() {
        let transcript = Transcript()
        transcript.isHandshakeComplete = true
        transcript.note(contentType: 21, version: 0x0304, wasReceived: true, bytes: (1, 0))
        #expect(transcript.alert == nil)
        transcript.note(contentType: 21, version: 0x0304, wasReceived: true, bytes: (1, 116))
        transcript.note(contentType: 21, version: 0x0304, wasReceived: false, bytes: (2, 80))
        #expect(transcript.alert == .init(number: 116, name: "certificate_required", wasReceived: true))
    }
}

import ProbeCore
import ProbeEvidence
import TestSupport
import Testing

struct HandshakeTests {
    private static func handshake(
        _ verifications: [Handshake.Verification], result: Handshake.Result = .completed, matches: Bool = true
    ) -> Handshake {
        var handshake = Handshake(
            serverName: "hub.example", expectedName: "hub.example", result: result, duration: Seconds(0.1))
        handshake.matchesName = matches
        handshake.verifications = verifications
        return handshake
    }

    private static func says(_ store: Handshake.Store, _ isTrusted: Bool, ignoringDates: Bool) -> Handshake.Verification
    {
        Handshake.Verification(
            store: store, isTrusted: isTrusted, code: isTrusted ? 0 : 10, depth: 0,
            isTrustedIgnoringDates: ignoringDates)
    }

    @Test(arguments: [Handshake.Store.publicRoots, .system, .given])
    func `one store that trusts the chain verifies it`(store: Handshake.Store) {
        let others = [Handshake.Store.publicRoots, .system, .given].filter { $0 != store }
        let handshake = Self.handshake(
            others.map { Self.says($0, false, ignoringDates: false) } + [Self.says(store, true, ignoringDates: true)])
        #expect(handshake.isVerified)
        #expect(!handshake.failsOnlyByDates)
        #expect(handshake.isTrustedBeyondThisHost == (store != .system))
    }

    @Test
    func `a chain that no store trusts verifies nothing`() {
        let handshake = Self.handshake([Self.says(.publicRoots, false, ignoringDates: false)])
        #expect(!handshake.isVerified && !handshake.failsOnlyByDates && !handshake.isTrustedBeyondThisHost)
        #expect(!Self.handshake([]).isVerified)
        #expect(!Self.handshake([]).failsOnlyByDates)
    }

    @Test
    func `a trusted chain for another name verifies nothing`() {
        let handshake = Self.handshake([Self.says(.publicRoots, true, ignoringDates: true)], matches: false)
        #expect(!handshake.isVerified)
        let expired = Self.handshake([Self.says(.publicRoots, false, ignoringDates: true)], matches: false)
        #expect(!expired.failsOnlyByDates)
    }

    @Test(arguments: [Handshake.Result.alert, .closed, .reset, .silent, .notTLS, .malformed, .superseded])
    func `a handshake that did not complete verifies nothing`(result: Handshake.Result) {
        let handshake = Self.handshake([Self.says(.publicRoots, true, ignoringDates: true)], result: result)
        #expect(!handshake.isVerified)
        #expect(!Self.handshake([Self.says(.publicRoots, false, ignoringDates: true)], result: result).failsOnlyByDates)
    }

    @Test
    func `an expired chain fails only by its dates`() {
        let handshake = Self.handshake([
            Self.says(.publicRoots, false, ignoringDates: true), Self.says(.system, false, ignoringDates: false),
        ])
        #expect(handshake.failsOnlyByDates)
        #expect(!handshake.isVerified)
    }

    @Test
    func `a handshake with a certificate of any date survives the way through a report`() throws {
        var handshake = Self.handshake([Self.says(.given, true, ignoringDates: true)])
        handshake.chain = [
            Certificate(
                subject: WireText("CN=hub\u{1b}"), issuer: WireText("CN=root"), alternativeNames: [WireText("DNS:hub")],
                notBefore: Timestamp(secondsSince1970: .min), notAfter: Timestamp(secondsSince1970: .max),
                fingerprint: "00", publicKeyFingerprint: "01", pem: "")
        ]
        handshake.alert = Handshake.Alert(number: 112, name: "unrecognized_name", wasReceived: true)
        handshake.tcp = TCPInfo(roundTrip: Seconds(0.02), retransmissions: 1)
        #expect(try JSON.roundTrip(handshake) == handshake)
    }
}

import ProbeCore
import ProbeEvidence
import TestSupport
import Testing

struct ICMPErrorTests {
    typealias Number = (family: IPAddress.Family, type: UInt8, code: UInt8, meaning: ICMPError.Meaning)

    /// RFC 792, RFC 1812 section 5.2.7.1 and RFC 4443; whatever is missing here means something else.
    static let known: [Number] = [
        (.v4, 3, 0, .netUnreachable), (.v4, 3, 1, .hostUnreachable), (.v4, 3, 2, .protocolUnreachable),
        (.v4, 3, 3, .portUnreachable), (.v4, 3, 4, .fragmentationNeeded), (.v4, 3, 9, .administrativelyProhibited),
        (.v4, 3, 10, .administrativelyProhibited), (.v4, 3, 13, .administrativelyProhibited),
        (.v4, 11, 0, .hopLimitExceeded),
        (.v6, 1, 0, .netUnreachable), (.v6, 1, 1, .administrativelyProhibited), (.v6, 1, 3, .hostUnreachable),
        (.v6, 1, 4, .portUnreachable), (.v6, 1, 5, .administrativelyProhibited),
        (.v6, 1, 6, .administrativelyProhibited),
        (.v6, 2, 0, .fragmentationNeeded), (.v6, 3, 0, .hopLimitExceeded),
    ]

    @Test
    func `every type and code means what its RFC says, and the rest something else`() {
        for family in [IPAddress.Family.v4, .v6] {
            for type in UInt8.min ... .max {
                for code in UInt8.min ... .max {
                    let expected = Self.known.first { $0.family == family && $0.type == type && $0.code == code }?
                        .meaning
                    let error = ICMPError(family: family, type: type, code: code, offender: nil, offenderIsLocal: false)
                    guard error.meaning != expected ?? .other else { continue }
                    Issue.record("\(family) \(type)/\(code) is taken for \(error.meaning)")
                }
            }
        }
    }

    @Test
    func `an error travels with its offender`() throws {
        let error = ICMPError(
            family: .v4, type: 3, code: 13, offender: IPAddress("10.1.0.1"), offenderIsLocal: false)
        #expect(try JSON.roundTrip(error) == error)
        #expect(throws: DecodingError.self) {
            try JSON.value(ICMPError.self, #"{"family":"v4","type":256,"code":0,"offenderIsLocal":false}"#)
        }
    }
}

import CLinux
import Testing

struct QueuedErrorTests {
    /// A header of 16 bytes (cmsg(3)), a sock_extended_err of EHOSTUNREACH, and an offender.
    private static func message(announcing length: UInt8) -> [UInt8] {
        [length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0]
            + [113, 0, 0, 0, 2, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            + [2, 0, 0, 0, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    @Test func `a control message names the router that sent it`() {
        let error = Self.read(Self.message(announcing: 48))
        #expect(error.error == 113 && error.is_icmp == 1 && error.type == 11 && error.offender_length == 4)
    }

    @Test(arguments: 0...15)
    func `a control message that ends before its length does is not read beyond`(missing: Int) {
        // Behind 29 empty ones the last fills the room that there is, but for the bytes that it lacks.
        var control = Array(repeatElement(Self.message(announcing: 16).prefix(16), count: 29).joined())
        control += Self.message(announcing: 48).dropLast(missing)
        let error = Self.read(control)
        #expect((error.error == 113) == (missing == 0))
    }

    private static func read(_ bytes: [UInt8]) -> CLinux_queued_error {
        var error = CLinux_queued_error()
        bytes.withUnsafeBytes { buffer in
            if let base = buffer.baseAddress { CLinux_read_queued_error(base, buffer.count, &error) }
        }
        return error
    }
}

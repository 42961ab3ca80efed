import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

/// The real ports, in a namespace where they are nobody's.
extension InLab {
    private func listener(at address: String, isV6Only: Bool = false) throws -> Descriptor {
        let wanted = SocketAddress(try #require(IPAddress(address)), port: 443)
        let descriptor = try Socket.open(SOCK_STREAM, for: wanted.address.family)
        let number = descriptor.number
        var only: CInt = isV6Only ? 1 : 0
        if wanted.address.family == .v6 {
            setsockopt(number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &only, socklen_t(MemoryLayout<CInt>.size))
        }
        let raw = RawSocketAddress(wanted)
        _ = try systemCall("bind") { raw.withPointer { bind(number, $0, $1) } }
        _ = try systemCall("listen") { listen(number, 1) }
        return descriptor
    }

    @Test(
        arguments: [
            ("127.0.0.1", false, true, false), ("0.0.0.0", false, true, false), ("::", true, false, true),
            ("::", false, true, true), ("::1", false, false, true), ("198.51.100.10", false, true, false),
        ] as [(String, Bool, Bool, Bool)])
    func `a listener keeps the engine from binding what it clashes with`(
        address: String, isV6Only: Bool, takesV4: Bool, takesV6: Bool
    ) throws {
        let v4 = SocketAddress(.anyV4, port: 443)
        let v6 = SocketAddress(.anyV6, port: 443)
        #expect(TCP.bindError(at: v4, isReusing: false) == nil && TCP.bindError(at: v6, isReusing: false) == nil)
        do {
            let listener = try listener(at: address, isV6Only: isV6Only)
            for isReusing in [false, true] {
                #expect(TCP.bindError(at: v4, isReusing: isReusing) == (takesV4 ? "EADDRINUSE" : nil))
                #expect(TCP.bindError(at: v6, isReusing: isReusing) == (takesV6 ? "EADDRINUSE" : nil))
            }
            let seen = try LocalListener.all(on: [443])
            #expect(seen.map(\.address.description) == [address])
            let holders = SocketHolders(of: Set(seen.map(\.inode)))
            #expect(seen.allSatisfy { holders.holders(of: $0.inode).kept.map(\.pid) == [Int(getpid())] })
            _ = listener.number
        }
        // On a busy machine the kernel takes a closed listener off its list a moment later.
        for _ in 0..<200 where try !LocalListener.all(on: [443]).isEmpty { usleep(10_000) }
        #expect(try LocalListener.all(on: [443]).isEmpty)
    }
}

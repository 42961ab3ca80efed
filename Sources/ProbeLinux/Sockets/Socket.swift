import CLinux
import Glibc
import ProbeCore

/// The system calls on one socket; every one returns at once.
///
/// A view: it neither owns nor closes the descriptor.
struct Socket {
    let number: CInt

    /// Opens a socket of a kind and family.
    typealias Opening = @Sendable (__socket_type, IPAddress.Family) throws(SystemCallError) -> Descriptor

    /// Opens a non-blocking socket of the address's family that programs started later do not inherit.
    @Sendable static func open(
        _ kind: __socket_type, for family: IPAddress.Family
    ) throws(SystemCallError) -> Descriptor {
        let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return Descriptor(
            owning: try systemCall("socket") {
                socket(family == .v4 ? AF_INET : AF_INET6, CInt(kind.rawValue) | flags, 0)
            })
    }

    func connect(to remote: SocketAddress) throws(SystemCallError) {
        let address = RawSocketAddress(remote)
        _ = try systemCall("connect") { unsafe address.withPointer { unsafe Glibc.connect(number, $0, $1) } }
    }

    /// Sends what fits; MSG_NOSIGNAL because a broken pipe is an answer, not a reason to die.
    func send(_ bytes: ArraySlice<UInt8>) throws(SystemCallError) -> Int {
        try systemCall("send") {
            unsafe bytes.withUnsafeBytes { unsafe Glibc.send(number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        }
    }

    /// Takes what has arrived; empty at the end of a stream.
    func receive(atMost limit: Int) throws(SystemCallError) -> [UInt8] {
        var failure: SystemCallError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemCallError) {
                count = try systemCall("recv") { unsafe recv(number, buffer.baseAddress, limit, 0) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Takes the pending error (SO_ERROR); nothing when there is none.
    func takeError() throws(SystemCallError) -> CInt? {
        var code: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        _ = try systemCall("getsockopt") { unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) }
        return code == 0 ? nil : code
    }

    /// Nothing while the socket has no address, as after a connect() that failed at once.
    var localAddress: SocketAddress? {
        guard let local = try? RawSocketAddress(localOf: number).address, !local.address.isUnspecified else {
            return nil
        }
        return local
    }
}

// MARK: - Options

extension Socket {
    /// Switches the error queue on or off (IP_RECVERR, IPV6_RECVERR); off also empties it.
    func queueErrors(_ isOn: Bool, _ family: IPAddress.Family) throws(SystemCallError) {
        _ = try systemCall("setsockopt") { CLinux_set_queue_errors(number, family == .v6 ? 1 : 0, isOn ? 1 : 0) }
    }

    func setHopLimit(_ limit: Int, _ family: IPAddress.Family) throws(SystemCallError) {
        _ = try systemCall("setsockopt") {
            CLinux_set_hop_limit(number, family == .v6 ? 1 : 0, CInt(clamping: limit))
        }
    }

    func setSegmentClamp(_ bytes: Int) throws(SystemCallError) {
        _ = try systemCall("setsockopt") { CLinux_set_segment_clamp(number, CInt(clamping: bytes)) }
    }

    /// Binds to a port that no other socket of the namespace has (no SO_REUSEADDR).
    func bind(to origin: TCP.Origin, _ family: IPAddress.Family) throws(SystemCallError) {
        let any = [UInt8](repeating: 0, count: family.bits / 8)
        guard let own = origin.address ?? IPAddress(bytes: any) else { return }
        let address = RawSocketAddress(SocketAddress(own, port: origin.port))
        _ = try systemCall("bind") { unsafe address.withPointer { unsafe Glibc.bind(number, $0, $1) } }
    }

    /// Binds to an interface; where that takes rights that are missing, to its address, which most policy rules honour.
    func bind(to egress: TCP.Egress) throws(SystemCallError) {
        do throws(SystemCallError) {
            guard egress.interface.isValid else { throw SystemCallError(call: "setsockopt", code: ENODEV) }
            let name = Array(egress.interface.description.utf8)
            _ = try systemCall("setsockopt") {
                unsafe name.withUnsafeBytes { bytes in
                    unsafe setsockopt(
                        number, SOL_SOCKET, SO_BINDTODEVICE, bytes.baseAddress, socklen_t(bytes.count))
                }
            }
        } catch {
            guard error.code == EPERM, let source = egress.source else { throw error }
            let address = RawSocketAddress(SocketAddress(source, port: 0))
            _ = try systemCall("bind") { unsafe address.withPointer { unsafe Glibc.bind(number, $0, $1) } }
        }
    }
}

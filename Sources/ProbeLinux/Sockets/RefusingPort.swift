import Glibc
package import ProbeCore

/// A port of ours that refuses connections, and that nobody else can take as long as this lives.
///
/// Bound but not listening, so that a SYN is answered with RST. A port that is merely free could be given to another
/// process, or to the very client that connects to it, which TCP lets connect to itself.
package final class RefusingPort: Sendable {
    package let address: SocketAddress
    private let descriptor: Descriptor

    package init(at address: IPAddress) throws(ProbeError) {
        do throws(SystemCallError) {
            let descriptor = try Socket.open(SOCK_STREAM, for: address.family)
            let wanted = RawSocketAddress(SocketAddress(address, port: 0))
            let number = descriptor.number
            _ = try systemCall("bind") { unsafe wanted.withPointer { unsafe bind(number, $0, $1) } }
            guard let bound = try RawSocketAddress(localOf: number).address else {
                throw SystemCallError(call: "getsockname", code: EAFNOSUPPORT)
            }
            self.address = bound
            self.descriptor = descriptor
        } catch {
            throw ProbeError.systemRefused("cannot hold a port of \(address)", because: Sentence(quoting: error))
        }
    }
}

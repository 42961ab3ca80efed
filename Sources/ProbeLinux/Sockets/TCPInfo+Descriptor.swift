import ProbeCore
package import ProbeEvidence

extension TCPInfo {
    /// TCP_INFO of a socket that somebody else owns, at this moment; nothing when it is no TCP socket.
    package static func read(descriptor: CInt) -> TCPInfo? { Socket(number: descriptor).tcpInfo()?.info }
}

import CLinux
import ProbeCore
import ProbeEvidence

/// An entry of a socket's error queue: the errno, and the ICMP message that brought it.
struct QueuedError {
    let code: CInt
    let icmp: ICMPError?
    /// The hop limit that the ICMP message arrived with.
    let hopLimit: Int?
}

extension Socket {
    /// Takes everything off the error queue; an entry with an ICMP message is preferred over one without.
    ///
    /// Before Linux 5.8 the queue of a TCP socket stays empty (commit 45af29ca761c): the errno is all there is then.
    func takeQueuedError() -> QueuedError? {
        var best: QueuedError?
        // The kernel bounds the queue by the receive buffer; the count is bounded here as well, since a flood may go on.
        for _ in 0..<64 {
            var raw = CLinux_queued_error()
            guard (try? systemCall("recvmsg", { unsafe CLinux_take_queued_error(number, &raw) })) != nil else { break }
            if best?.icmp == nil { best = QueuedError(raw, local: localAddress?.address) ?? best }
        }
        return best
    }
}

extension QueuedError {
    init?(_ raw: CLinux_queued_error, local: IPAddress?) {
        guard raw.error != 0 else { return nil }
        code = CInt(clamping: raw.error)
        guard raw.is_icmp != 0 else {
            icmp = nil
            hopLimit = nil
            return
        }
        hopLimit = raw.hop_limit > 0 ? Int(raw.hop_limit) : nil
        let bytes = unsafe withUnsafeBytes(of: raw.offender) { unsafe Array($0.prefix(Int(raw.offender_length))) }
        let offender = IPAddress(bytes: bytes)
        icmp = ICMPError(
            family: raw.is_icmp6 != 0 ? .v6 : .v4, type: raw.type, code: raw.code, offender: offender,
            offenderIsLocal: offender.map { $0 == local || Interface.ownsAddress($0) } ?? false)
    }
}

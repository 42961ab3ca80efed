import CLinux
import Glibc
import ProbeCore
import ProbeEvidence

/// A TCP socket on its way to being connected.
struct Connecting: Sendable {
    let remote: SocketAddress
    let options: TCP.Options
    let socket: ConnectedSocket

    /// Opens and prepares the socket; nothing is sent yet.
    init(
        to remote: SocketAddress, options: TCP.Options, opening open: Socket.Opening = Socket.open
    ) throws(SystemCallError) {
        self.remote = remote
        self.options = options
        let descriptor = try open(SOCK_STREAM, remote.address.family)
        let view = Socket(number: descriptor.number)
        try view.queueErrors(true, remote.address.family)
        if let limit = options.hopLimit { try view.setHopLimit(limit, remote.address.family) }
        if let clamp = options.segmentClamp { try view.setSegmentClamp(clamp) }
        if let egress = options.egress { try view.bind(to: egress) }
        if let origin = options.origin { try view.bind(to: origin, remote.address.family) }
        socket = ConnectedSocket(descriptor)
    }

    /// Connects, and records what the kernel said; the socket stays open whatever came of it.
    func attempt(deadline: ContinuousClock.Instant) async throws(ProbeError) -> ConnectAttempt {
        guard let number = socket.enter() else { throw ProbeError.libraryRefused("a socket connects once") }
        defer { socket.leave() }
        let view = Socket(number: number)
        let start = ContinuousClock.now
        let end: End
        var local: SocketAddress?
        if Task.isCancelled {
            end = .cancelled
        } else {
            do throws(SystemCallError) {
                do throws(SystemCallError) {
                    try view.connect(to: remote)
                    end = .connected
                } catch {
                    // A socket that fails may lose its source address, so it is read while it is known.
                    local = view.localAddress
                    end =
                        error.code == EINPROGRESS
                        ? try await self.end(of: view, deadline: deadline)
                        : .failed(error.code, nil, hopLimit: nil, isSynchronous: true)
                }
            } catch {
                throw ProbeError(error, doing: "connecting to \(remote)")
            }
        }
        var attempt = ConnectAttempt(remote: remote, result: .silent, latency: Seconds(ContinuousClock.now - start))
        attempt.tcp = view.tcpInfo()?.info
        attempt.localAddress = local ?? view.localAddress
        attempt.interface = attempt.localAddress.flatMap { Interface.name(owning: $0.address) }
        attempt.hopLimit = options.hopLimit
        attempt.segmentClamp = options.segmentClamp
        switch end {
        case .connected: attempt.result = .connected
        case .silent: attempt.result = .silent
        case .cancelled: attempt.result = .superseded
        case .failed(let code, let icmp, let hopLimit, let isSynchronous):
            attempt.result = .failed
            attempt.error = SystemError(errno: code)
            attempt.icmp = icmp
            attempt.icmpHopLimit = hopLimit
            attempt.isSynchronous = isSynchronous
        }
        return attempt
    }

    /// Ends the diagnosing mode of a connection that is to be used.
    func stopQueueingErrors() throws(ProbeError) {
        guard let number = socket.enter() else { return }
        defer { socket.leave() }
        do throws(SystemCallError) {
            let view = Socket(number: number)
            try view.queueErrors(false, remote.address.family)
            // An ICMP error that came in between is still pending, though the connection lives (tcp_v4_err).
            if let state = view.tcpInfo()?.state, state != CLinux_tcp_close { _ = try view.takeError() }
        } catch {
            throw ProbeError(error, doing: "preparing the connection to \(remote)")
        }
    }

    private enum End {
        case connected, silent, cancelled
        case failed(CInt, ICMPError?, hopLimit: Int?, isSynchronous: Bool)
    }

    private func end(of view: Socket, deadline: ContinuousClock.Instant) async throws(SystemCallError) -> End {
        let poller = try Poller.shared()
        while true {
            switch try await poller.wait(for: .writable, on: view.number, until: deadline) {
            case .deadline: return .silent
            case .cancelled: return .cancelled
            case .ready: break
            }
            let pending = try view.takeError()
            let queued = view.takeQueuedError()
            if let code = pending ?? queued?.code {
                return .failed(code, queued?.icmp, hopLimit: queued?.hopLimit, isSynchronous: false)
            }
            switch view.tcpInfo()?.state {
            // Woken for nothing that ends the attempt.
            case CLinux_tcp_syn_sent, CLinux_tcp_syn_received: continue
            case CLinux_tcp_close: return .failed(ECONNABORTED, nil, hopLimit: nil, isSynchronous: false)
            default: return .connected
            }
        }
    }
}

import Glibc
package import ProbeCore
package import ProbeEvidence
import Synchronization

/// A connected, non-blocking TCP socket that has one owner; closed when nobody took its descriptor.
package final class ConnectedSocket: Sendable {
    /// The descriptor and how many calls are using it; the last one out closes it.
    private struct State: ~Copyable {
        var descriptor: Descriptor?
        var users = 0
        var isClosing = false

        var number: CInt? {
            switch descriptor {
            case .some(let descriptor): descriptor.number
            case nil: nil
            }
        }
    }

    private let state: Mutex<State>

    init(_ descriptor: consuming Descriptor) { state = Mutex(State(descriptor: consume descriptor)) }

    /// Gives the descriptor away; nothing the second time, after `close()`, or while bytes are sent or awaited.
    package func takeDescriptor() -> CInt? {
        state.withLock { state in
            guard state.users == 0, !state.isClosing else { return nil }
            return state.descriptor.take()?.release()
        }
    }

    /// TCP_INFO at this moment.
    package func info() -> TCPInfo? {
        guard let number = enter() else { return nil }
        defer { leave() }
        return Socket(number: number).tcpInfo()?.info
    }

    /// Closes the socket; a task that waits on it is woken first and sees the end of the stream.
    package func close() {
        state.withLock { state in
            state.isClosing = true
            if state.users == 0 {
                state.descriptor = nil
            } else if let number = state.number {
                _ = shutdown(number, CInt(SHUT_RDWR))
            }
        }
    }

    /// Sends all bytes; an error is what the network or the peer said, ETIMEDOUT that the deadline came first.
    package func send(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async throws(ProbeError) -> SystemError? {
        guard let number = enter() else { return "EBADF" }
        defer { leave() }
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(SystemCallError) {
                rest = rest.dropFirst(try Socket(number: number).send(rest))
            } catch {
                guard error.code == EAGAIN else { return error.error }
                guard try await isReady(.writable, number, deadline, "sending") else { return "ETIMEDOUT" }
            }
        }
        return nil
    }

    /// Waits for the next bytes, at most `limit` (and 64 KiB) of them.
    package func receive(atMost limit: Int, deadline: ContinuousClock.Instant) async throws(ProbeError) -> Received {
        guard let number = enter() else { return .failed("EBADF") }
        defer { leave() }
        while true {
            do throws(SystemCallError) {
                let bytes = try Socket(number: number).receive(atMost: max(1, min(limit, 65_536)))
                return bytes.isEmpty ? .closed : .bytes(bytes)
            } catch {
                guard error.code == EAGAIN else { return .failed(error.error) }
                guard try await isReady(.readable, number, deadline, "receiving") else { return .silent }
            }
        }
    }

    package enum Received: Hashable, Sendable {
        case bytes([UInt8])
        case closed
        case silent
        case failed(SystemError)
    }

    private func isReady(
        _ interest: Poller.Interest, _ number: CInt, _ deadline: ContinuousClock.Instant, _ action: Sentence
    ) async throws(ProbeError) -> Bool {
        let wakeup: Poller.Wakeup
        do throws(SystemCallError) {
            wakeup = try await Poller.shared().wait(for: interest, on: number, until: deadline)
        } catch {
            throw ProbeError(error, doing: action)
        }
        switch wakeup {
        case .ready: return true
        case .deadline: return false
        case .cancelled: throw .cancelled(action)
        }
    }
}

// MARK: - Use

extension ConnectedSocket {
    /// Lends the number; the descriptor stays open until `leave`.
    func enter() -> CInt? {
        state.withLock { state in
            guard !state.isClosing, let number = state.number else { return nil }
            state.users += 1
            return number
        }
    }

    func leave() {
        state.withLock { state in
            state.users -= 1
            if state.users == 0, state.isClosing { state.descriptor = nil }
        }
    }
}

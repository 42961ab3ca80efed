import Dispatch
import Glibc
package import ProbeCore
package import ProbeEvidence
import Synchronization

/// What the C library makes of a name: all that nsswitch.conf(5), resolv.conf(5) and the hosts file do to it.
package enum NameService {
    package enum Answer: Hashable, Sendable {
        /// In the order in which a program would try them (RFC 6724).
        case addresses([IPAddress])
        case failed(LibraryEvidence.Failure)
        /// It was still busy when the wait ended, or the task was cancelled.
        case silent
    }

    /// More addresses than this are a mistake or an attack.
    private static let mostAddresses = 32

    /// Looks up a name as a program would that wants to connect to it.
    ///
    /// The library cannot be told to stop: what is still busy at the deadline keeps a thread of its own until it ends, by
    /// itself or with the process. The corresponding C function is `getaddrinfo`.
    package static func lookUp(_ name: String, deadline: ContinuousClock.Instant) async -> Answer {
        let answer = Once()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(continuation)
                DispatchQueue(label: "name service", attributes: .concurrent).async { answer.give(ask(name)) }
                let left = max(ContinuousClock.now.duration(to: deadline), .zero)
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(left / .milliseconds(1)))) {
                    answer.give(.silent)
                }
            }
        } onCancel: {
            answer.give(.silent)
        }
    }

    private static func ask(_ name: String) -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        guard code == 0 else { return .failed(failure(code)) }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var entry = unsafe list
        while let current = unsafe entry, addresses.count < mostAddresses {
            if let address = unsafe current.pointee.ai_addr.flatMap({ unsafe RawSocketAddress.decode($0) })?.address,
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        return .addresses(addresses)
    }

    private static func failure(_ code: CInt) -> LibraryEvidence.Failure {
        switch code {
        case EAI_NONAME: .noName
        case EAI_AGAIN: .again
        case EAI_FAIL: .permanent
        case EAI_SYSTEM: .system
        // Beyond what POSIX names: EAI_NODATA and EAI_ADDRFAMILY of glibc (netdb.h).
        case -5: .noData
        case -9: .addressFamily
        default: .other
        }
    }

    /// The first of several answers, for one who waits.
    private final class Once: Sendable {
        private enum State {
            case open(CheckedContinuation<Answer, Never>?)
            case given(Answer)
        }

        private let state = Mutex<State>(.open(nil))

        func wait(_ continuation: CheckedContinuation<Answer, Never>) {
            let early: Answer? = state.withLock { state in
                if case .given(let answer) = state { return answer }
                state = .open(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }

        func give(_ answer: Answer) {
            let waiting: CheckedContinuation<Answer, Never>? = state.withLock { state in
                guard case .open(let continuation) = state else { return nil }
                state = .given(answer)
                return continuation
            }
            waiting?.resume(returning: answer)
        }
    }
}

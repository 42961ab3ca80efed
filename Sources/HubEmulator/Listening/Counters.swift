import Synchronization

/// Counts from the event loop, read from anywhere.
final class Counters: Sendable {
    private let storage = Mutex(Counts())

    /// Strangers may ask for any number of names.
    private static let mostNames = 200

    var counts: Counts { storage.withLock { $0 } }

    func noteConnection(to door: Door) { storage.withLock { $0.connections[door, default: 0] += 1 } }

    func noteHandshake(_ serverName: String?) {
        storage.withLock { counts in
            let name = serverName?.lowercased() ?? ""
            guard counts.handshakes[name] != nil || counts.handshakes.count < Self.mostNames else { return }
            counts.handshakes[name, default: 0] += 1
        }
    }

    func noteTunnel(_ status: Int) { storage.withLock { $0.tunnels[status, default: 0] += 1 } }
}

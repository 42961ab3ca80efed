import NIOCore
import NIOPosix
import Synchronization

/// A listener on loopback that takes connections and never says a word, so that a run against it lasts for seconds.
enum SilentServer {
    struct NoPort: Error {}

    /// Opens it for the body, which is given its port.
    ///
    /// At the first connection, `meet` is called on a thread that no other test keeps busy.
    static func with<Result>(
        meet: @escaping @Sendable (_ port: Int) -> Void, _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let isMet = Mutex(false)
        do {
            let listener = try await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    let isFirst = isMet.withLock { isMet in
                        defer { isMet = true }
                        return !isMet
                    }
                    if isFirst, let port = channel.localAddress?.port { meet(port) }
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                .bind(host: "127.0.0.1", port: 0).get()
            guard let port = listener.localAddress?.port else { throw NoPort() }
            let result = try await body(port)
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// A run in which everything leads to the port.
    static func arguments(_ port: Int) -> [String] {
        [
            "run", "--hub", "silent.example", "--connect-to", target(port), "--no-dps", "--no-registry", "--no-portal",
            "--resolver", "none", "--skip", "tcp.half-open", "--vantage", "host",
        ] + leavingDeviceAlone
    }

    /// Whatever this machine is configured with and listens on is not the tests' business.
    static let leavingDeviceAlone = [
        "--config-root", "/sys", "--no-ntp", "--skip", "device", "--skip", "ports",
    ]

    /// What tells the run's process from all others.
    static func target(_ port: Int) -> String { "::127.0.0.1:\(port)" }
}

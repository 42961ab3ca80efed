import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import ProbeCore
import ProbeLinux

/// Asks a container engine over its socket: Docker, Moby, and Podman's service for Docker's clients.
///
/// Reads alone, one request a connection; bodies and waits are bounded, and of a container's description nothing is kept
/// that could hold a secret: no arguments, no environment.
package struct EngineClient: Sendable {
    package let path: String
    private let patience: Duration
    /// Of all questions together; nothing for no limit.
    private let deadline: ContinuousClock.Instant?

    /// Describes a client.
    ///
    /// - Parameters:
    ///   - path: of the engine's socket.
    ///   - patience: with one question.
    ///   - deadline: with all of them: from then on none is asked any more, and each fails at once.
    package init(path: String, patience: Duration = .seconds(2), until deadline: ContinuousClock.Instant? = nil) {
        self.path = path
        self.patience = patience
        self.deadline = deadline
    }

    package func version() async throws(EngineFailure) -> EngineVersion { try await ask("/version") }
    package func information() async throws(EngineFailure) -> EngineInformation { try await ask("/info") }
    package func networks() async throws(EngineFailure) -> LenientList<EngineNetwork> { try await ask("/networks") }

    /// One network, with the addresses that its containers have.
    package func network(_ id: EngineID) async throws(EngineFailure) -> EngineNetwork {
        try await ask("/networks/\(id)")
    }

    /// The running ones.
    package func containers() async throws(EngineFailure) -> LenientList<EngineContainer> {
        try await ask("/containers/json")
    }

    /// All of them, those that have ended included.
    package func allContainers() async throws(EngineFailure) -> [EngineContainer] {
        let list: LenientList<EngineContainer> = try await ask("/containers/json?all=1")
        return list.elements
    }

    /// What a container wrote: the end of it, in the form of the engine's stream.
    ///
    /// - Parameters:
    ///   - id: of the container.
    ///   - lines: the most.
    ///   - since: none that is older.
    ///   - limit: in bytes.
    /// - Returns: the stream, with its frames.
    /// - Throws: why the engine gave none; `tooLong` where there is more.
    func logs(
        of id: EngineID, atMost lines: Int, since: Timestamp, limit: Int
    ) async throws(EngineFailure) -> [UInt8] {
        let times = "timestamps=1&since=\(max(0, since.secondsSince1970))"
        return try await get("/containers/\(id)/logs?stdout=1&stderr=1&tail=\(lines)&\(times)", limit: limit)
    }

    package func container(_ id: EngineID) async throws(EngineFailure) -> EngineContainerDetail {
        try await ask("/containers/\(id)/json")
    }

    /// For an engine that answers no request without a version, as Docker says that some day it will not: all since 25 know
    /// this one, and 29 knows none before.
    private static let version = "/v1.44"
    /// Hundreds of containers with their labels stay below.
    private static let longestBody = 4 << 20

    private func ask<Answer: Decodable>(_ target: String) async throws(EngineFailure) -> Answer {
        let body: [UInt8]
        do throws(EngineFailure) {
            body = try await get(target)
        } catch .status(400), .status(404) {
            body = try await get(Self.version + target)
        }
        // Each is decoded by itself, which of millions takes longer than a run, whatever its deadline.
        guard JSONValues.areFew(in: body) else { throw .malformed }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(body))
        } catch {
            throw .malformed
        }
    }

    private func get(
        _ target: String, limit: Int = Self.longestBody
    ) async throws(EngineFailure) -> [UInt8] {
        // sun_path has 108 bytes with the NUL; NIO would trap on none of them, and answer with an error of its own.
        guard path.utf8.count < 108, !path.isEmpty else { throw .absent }
        let left = deadline.map { min($0 - .now, self.patience) } ?? self.patience
        guard left > .zero, !Task.isCancelled else { throw .timeout }
        let patience = TimeAmount(left)
        let loop = Self.group.next()
        let promise = loop.makePromise(of: [UInt8].self)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(
                    EngineExchange(target: target, limit: limit, patience: patience, answer: promise))
            }
        }
        do {
            let channel: any Channel
            do {
                channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
            } catch {
                promise.fail(error)
                _ = try? await promise.futureResult.get()
                throw error
            }
            let result: Result<[UInt8], any Error>
            do {
                result = .success(
                    try await withTaskCancellationHandler {
                        try await promise.futureResult.get()
                    } onCancel: {
                        channel.close(promise: nil)
                    })
            } catch {
                result = .failure(error)
            }
            try? await channel.close().get()
            return try result.get()
        } catch {
            throw EngineFailure(error)
        }
    }

    /// One loop is enough for a few questions, and takes three descriptors.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}

extension EngineFailure {
    /// What a failure of NIO means here (connect(2), unix(7)).
    fileprivate init(_ error: any Error) {
        switch error {
        case let failure as EngineFailure: self = failure
        case let failure as IOError:
            let error = SystemError(errno: failure.errnoCode)
            switch error {
            case "ENOENT", "ENOTDIR": self = .absent
            case "EACCES", "EPERM": self = .denied
            case "ECONNREFUSED", "ENOTSOCK", "EPROTOTYPE": self = .stopped
            default: self = .system(error)
            }
        case is HTTPParserError: self = .malformed
        case let failure as ChannelError:
            if case .connectTimeout = failure { self = .timeout } else { self = .malformed }
        default: self = .malformed
        }
    }
}

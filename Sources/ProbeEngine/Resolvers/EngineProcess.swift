import ProbeCore
import ProbeLinux

/// The engine's own process: which files it sees, and what its command line sets besides them.
///
/// It may live in a mount namespace of its own, as the engine of a snap does, with a resolv.conf of its own.
struct EngineProcess: ~Copyable {
    /// Nothing where the engine's process cannot be looked into: this process's files then stand for its.
    private let place: ProcessPlace?
    private let arguments: [String]

    private static let longestArguments = 1 << 16
    private static let numberFiles = ["/run/docker.pid", "/var/run/docker.pid"]
    private static let names = ["dockerd", "podman"]

    /// Finds the process behind a socket.
    ///
    /// Where systemd listens on the engine's behalf, its own file has its number.
    init(listeningAt socket: String) {
        let candidates =
            [UnixPeer.processID(listeningAt: socket)]
            + Self.numberFiles.map { path in
                (try? TextFile.read(path, limit: 32)).flatMap { Int($0.filter { !$0.isWhitespace }) }
            }
        let process = candidates.compactMap(\.self).first { number in
            guard let name = try? TextFile.read("/proc/\(number)/comm", limit: 64) else { return false }
            return Self.names.contains(name.filter { !$0.isWhitespace })
        }
        guard let process else {
            place = nil
            arguments = []
            return
        }
        place = try? Capabilities.raised([.lookIntoProcesses]) { () throws(SystemCallError) in
            try ProcessPlace(processID: process)
        }
        let line = (try? TextFile.read("/proc/\(process)/cmdline", limit: Self.longestArguments)) ?? ""
        arguments = line.split(separator: "\0").map(String.init)
    }

    /// A file as the engine sees it.
    func text(_ path: String, limit: Int) -> String? {
        guard place != nil else { return try? TextFile.read(path, limit: limit) }
        return try? place?.text(path, limit: limit)
    }

    /// The values of an option that may be repeated: `--dns ADDRESS` or `--dns=ADDRESS`; nothing else is looked at.
    func values(of option: String) -> [String] {
        Self.values(of: option, in: arguments)
    }

    static func values(of option: String, in arguments: [String]) -> [String] {
        arguments.enumerated().compactMap { index, argument in
            if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
            return argument == option && index + 1 < arguments.count ? arguments[index + 1] : nil
        }
    }
}

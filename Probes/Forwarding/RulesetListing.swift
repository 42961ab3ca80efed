import ProbeCore
import ProbeLinux
import Subprocess
import SystemPackage

/// Asks nft(8) for the rules: the kernel's own interface is not stable, and nft also tells iptables' rules.
enum RulesetListing {
    enum Failure: Error {
        case missingRight, missingProgram, failed
    }

    /// Where distributions keep it; never by PATH, which a user may have set.
    private static let places = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/usr/local/sbin/nft"]
    /// Thousands of rules, or sets of tens of thousands of addresses.
    private static let longest = 8 << 20
    private static let patience = Duration.seconds(3)

    /// Reads the rules of this process's namespace.
    ///
    /// Not with `--numeric`: states of connections would be numbers then.
    static func read() async throws(Failure) -> Ruleset {
        guard Capabilities.missing(of: [.administerNetwork]) == nil else { throw .missingRight }
        for place in places {
            guard let json = try await run(place, ["--json", "list", "ruleset"]) else { continue }
            // Without the text the walk is right too, it only understands less of iptables' rules.
            let text = try? await run(place, ["--handle", "--stateless", "list", "ruleset"])
            guard let ruleset = Ruleset(json: json, text: text ?? []) else { throw .failed }
            return ruleset
        }
        throw .missingProgram
    }

    /// Nothing when there is no such program.
    private static func run(_ program: String, _ arguments: [String]) async throws(Failure) -> [UInt8]? {
        guard (try? FileDescriptor.open(FilePath(program), .readOnly).close()) != nil else { return nil }
        do {
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        .path(FilePath(program)), arguments: Arguments(arguments),
                        environment: .custom(["LC_ALL": "C"]),
                        output: .bytes(limit: longest), error: .discarded)
                    guard case .exited(0) = result.terminationStatus else { throw Failure.failed }
                    return result.standardOutput
                }
                group.addTask {
                    try await Task.sleep(for: patience)
                    throw Failure.failed
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch {
            throw .failed
        }
    }
}

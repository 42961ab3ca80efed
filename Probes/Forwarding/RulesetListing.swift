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
    ///
    /// - Parameter legacy: families whose tables of iptables-legacy are in use.
    /// - Returns: the rules, and whether those of all these tables are among them.
    /// - Throws: when nft(8) cannot list its own.
    static func read(_ legacy: Set<IPAddress.Family>) async throws(Failure) -> (rules: Ruleset, isWhole: Bool) {
        guard Capabilities.missing(of: [.administerNetwork]) == nil else { throw .missingRight }
        for place in places {
            guard let json = try await run(place, ["--json", "list", "ruleset"]) else { continue }
            // Without the text the walk is right too, it only understands less of iptables' rules.
            let text = try? await run(place, ["--handle", "--stateless", "list", "ruleset"])
            guard var ruleset = Ruleset(json: json, text: text ?? []) else { throw .failed }
            var unread = legacy
            for family in [IPAddress.Family.v4, .v6] {
                if ruleset.namesExtensions, let tables = await save(family, isLegacy: false) { ruleset.add(tables) }
                if legacy.contains(family), let tables = await save(family, isLegacy: true) {
                    ruleset.add(tables)
                    unread.remove(family)
                }
            }
            return (ruleset, unread.isEmpty)
        }
        throw .missingProgram
    }

    /// What `iptables-legacy-save` or `iptables-nft-save` says, or where only the plain name is there, that one if it is
    /// the right one of the two.
    private static func save(_ family: IPAddress.Family, isLegacy: Bool) async -> IptablesSave? {
        let name = family == .v4 ? "iptables" : "ip6tables"
        for folder in ["/usr/sbin", "/sbin", "/usr/local/sbin"] {
            let own = "\(folder)/\(name)-\(isLegacy ? "legacy" : "nft")-save"
            if let bytes = try? await run(own, ["--counters"]) {
                return IptablesSave(parsing: bytes, family, isLegacy: isLegacy)
            }
            let plain = "\(folder)/\(name)-save"
            // Versions before 1.8 know no other than the legacy way, and do not say so.
            guard let version = try? await run(plain, ["--version"]),
                String(decoding: version, as: UTF8.self).contains("nf_tables") != isLegacy,
                let bytes = try? await run(plain, ["--counters"])
            else { continue }
            return IptablesSave(parsing: bytes, family, isLegacy: isLegacy)
        }
        return nil
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

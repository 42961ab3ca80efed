import ProbeCore
import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import Subprocess
import SystemPackage

/// Asks nft(8) for the rules: the kernel's own interface is not stable, and nft also tells iptables' rules.
package struct RulesetListing: Sendable {
    private enum Failure: Error {
        case failed, tooLong
    }

    /// Where distributions keep it; never by PATH, which a user may have set.
    private static let places = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/usr/local/sbin/nft"]
    /// Those of iptables.
    private static let folders = ["/usr/local/sbin", "/usr/sbin", "/sbin"]
    /// With each program.
    private let patience: Duration

    package init(patience: Duration = .seconds(3)) { self.patience = patience }

    /// Reads the rules of this process's namespace, as text.
    ///
    /// Not with `--numeric`: states of connections would be numbers then.
    package func read() async -> FirewallListing {
        var listing = FirewallListing()
        listing.legacyTables = ForwardingSettings.legacyTables()
        guard Capabilities.missing(of: [.administerNetwork]) == nil else {
            listing.refusal = .missingRight
            return listing
        }
        listing.programmed = (try? LinkPrograms.links()).map { Array($0.prefix(FirewallListing.mostLinks)) }
        guard let place = Self.places.first(where: Self.exists) else {
            listing.refusal = .missingProgram
            return listing
        }
        // Without the text the walk is right too, it only understands less of iptables' rules.
        async let text = run(place, ["--handle", "--stateless", "list", "ruleset"])
        async let program = backend()
        let json: String
        do {
            json = try await output(of: place, ["--json", "list", "ruleset"])
        } catch {
            listing.refusal = error as? Failure == .tooLong ? .tooLong : .failed
            return listing
        }
        listing.json = json
        listing.text = await text ?? ""
        listing.iptables = await program
        let hasExtensions = Self.namesExtensions(json)
        for family in [IPAddress.Family.v4, .v6] {
            if hasExtensions { await add(family, isLegacy: false, to: &listing) }
            if listing.legacyFamilies.contains(family) { await add(family, isLegacy: true, to: &listing) }
        }
        return listing
    }

    /// Some rule has an extension of iptables, of which JSON tells no more than the name.
    ///
    /// Looked for among bytes: among characters it takes half a second in a list of twenty thousand rules.
    private static func namesExtensions(_ json: String) -> Bool {
        let (bytes, wanted) = (Array(json.utf8), Array("\"xt\":".utf8))
        guard bytes.count >= wanted.count else { return false }
        return (0...bytes.count - wanted.count).contains { start in
            // What is rarest first.
            bytes[start + 1] == wanted[1] && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }

    /// What the first `iptables` keeps its rules in: an engine looks for it in the same order (the PATH of systemd's units).
    private func backend() async -> ForwardingState.Backend? {
        for folder in Self.folders {
            if let version = await run("\(folder)/iptables", ["--version"]) { return Self.backend(inVersion: version) }
        }
        return nil
    }

    /// `iptables v1.8.9 (nf_tables)`; versions before 1.8 know no other than the legacy way, and do not say so.
    private static func backend(inVersion text: String) -> ForwardingState.Backend {
        text.contains("nf_tables") ? .nftables : .legacy
    }

    private func add(_ family: IPAddress.Family, isLegacy: Bool, to listing: inout FirewallListing) async {
        guard let text = await save(family, isLegacy: isLegacy) else { return }
        var longer = listing
        longer.saved.append(FirewallListing.Saved(family, isLegacy: isLegacy, text: text))
        if longer.isWithinBounds { listing = longer }
    }

    /// What `iptables-legacy-save` or `iptables-nft-save` says, or where only the plain name is there, that one if it is
    /// the right one of the two.
    private func save(_ family: IPAddress.Family, isLegacy: Bool) async -> String? {
        let name = family == .v4 ? "iptables" : "ip6tables"
        for folder in Self.folders {
            let own = "\(folder)/\(name)-\(isLegacy ? "legacy" : "nft")-save"
            if let text = await run(own, ["--counters"]) { return text }
            let plain = "\(folder)/\(name)-save"
            guard let version = await run(plain, ["--version"]),
                (Self.backend(inVersion: version) == .legacy) == isLegacy,
                let text = await run(plain, ["--counters"])
            else { continue }
            return text
        }
        return nil
    }

    private static func exists(_ program: String) -> Bool {
        (try? FileDescriptor.open(FilePath(program), .readOnly).close()) != nil
    }

    /// Nothing when there is no such program, or it fails.
    private func run(_ program: String, _ arguments: [String]) async -> String? {
        guard Self.exists(program) else { return nil }
        return try? await output(of: program, arguments)
    }

    /// - Throws: `Failure`, or what kept the program from being started.
    private func output(of program: String, _ arguments: [String]) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                do {
                    let result = try await Subprocess.run(
                        .path(FilePath(program)), arguments: Arguments(arguments),
                        environment: .custom(["LC_ALL": "C"]),
                        output: .bytes(limit: FirewallListing.longestOutput), error: .discarded)
                    guard case .exited(0) = result.terminationStatus else { throw Failure.failed }
                    let text = String(decoding: result.standardOutput, as: UTF8.self)
                    // What is no UTF-8 is repaired, which makes it longer.
                    guard text.utf8.count <= FirewallListing.longestOutput else { throw Failure.tooLong }
                    return text
                } catch let error as SubprocessError where error.code == .outputLimitExceeded {
                    throw Failure.tooLong
                }
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw Failure.failed
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw Failure.failed }
            return first
        }
    }
}

extension FirewallListing {
    /// The rules, and whether those of all tables of iptables-legacy are among them; nothing unless nft's list is one.
    func ruleset() -> (rules: Ruleset, isWhole: Bool)? {
        guard var ruleset = Ruleset(json: Array(json.utf8), text: Array(text.utf8)) else { return nil }
        var unread = legacyFamilies
        for save in saved {
            ruleset.add(IptablesSave(parsing: Array(save.text.utf8), save.family, isLegacy: save.isLegacy))
            if save.isLegacy { unread.remove(save.family) }
        }
        return (ruleset, unread.isEmpty)
    }
}

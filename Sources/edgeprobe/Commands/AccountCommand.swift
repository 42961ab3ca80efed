import ArgumentParser
import FoundationEssentials
import ProbeLinux
import ProbeScheduler

/// What each process of a run could still do here, as JSON: found out by trying, from inside each of them.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Internal: what each process of a run could do.", shouldDisplay: false)

    @Option(help: .hidden) var reading: [String] = []
    @Option(help: .hidden) var writing: [String] = []

    func run() async throws {
        var accounts = [String: ProcessAccount]()
        for (role, account) in await ProcessAccounts.take(reading: reading, writing: writing) {
            accounts[role.rawValue] = account
        }
        accounts["parent"] = ProcessAccount(reading: reading, writing: writing)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try StandardStreams.write(Array(try encoder.encode(accounts)) + [0x0a], to: .output)
    }
}

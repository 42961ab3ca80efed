import ArgumentParser

extension Edgeprobe {
    private static let hub = "--hub myhub.azure-devices.net"

    /// A command line for each command that takes something, as a complaint and the help show it.
    static let examples = [
        "run": "edgeprobe run \(hub)", "plan": "edgeprobe plan \(hub)",
        "rules": "edgeprobe rules \(hub) --dialect nftables", "demo": "edgeprobe demo --fault amqp-swallowed",
        "diagnose": "edgeprobe diagnose report.json", "fix": "edgeprobe fix --finding 1 report.json",
        "verify": "edgeprobe verify report.json", "compare": "edgeprobe compare old.json new.json",
        "explain": "edgeprobe explain tcp.dropped-port", "guide": "edgeprobe guide container-dns",
        "list": "edgeprobe list causes",
    ]

    /// The command that a command line is for: the default where it names none.
    static func command(of arguments: [String]) -> String {
        named(in: arguments) ?? "run"
    }

    /// The command that a command line names.
    static func named(in arguments: [String]) -> String? {
        let names = configuration.subcommands.compactMap { command in
            command.configuration.shouldDisplay ? command.configuration.commandName : nil
        }
        return arguments.first { names.contains($0) }
    }
}

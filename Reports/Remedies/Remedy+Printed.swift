import ProbeCore
import ProbeFindings

extension Remedy {
    /// The commands that a report for people prints: those of a dialect that was asked for, where the remedy has it, else
    /// the first one, which is in the language of whoever has to make the change, and what has to be done besides.
    func printed(in dialect: Dialect?) -> [Command] {
        let asked = commands.filter { $0.dialect == dialect }
        guard asked.isEmpty else { return asked }
        return commands.prefix(1) + commands.dropFirst().filter { !$0.dialect.isAlternative }
    }

    /// The others, which say the same.
    func alternatives(to printed: [Command]) -> [Command] { commands.filter { !printed.contains($0) } }

    /// Where a command goes and as whom, to stand in front of it; nothing where the sentence before it says so already.
    ///
    /// - Parameters:
    ///   - command: one of the remedy's.
    ///   - printed: those that stand on the page with it: of two that make the same change, the later one says so.
    /// - Returns: a line that ends with a colon.
    func heading(of command: Command, among printed: [Command] = []) -> Sentence? {
        let before = printed.prefix { $0 != command }
        if command.dialect == .shell, before.contains(where: { $0.isMade(by: command) }) {
            return "Or have this do both, on this device, as root (sudo -s):"
        }
        if before.contains(where: { command.isMade(by: $0) }) {
            return "Or by hand, in the engine's daemon.json on this device, as root, beside what stands there:"
        }
        let isSaid =
            [.request, .createOptions].contains(command.dialect) && (steps.last ?? title).english.hasSuffix(":")
        return isSaid ? nil : place(of: command)
    }

    func place(of command: Command) -> Sentence {
        switch command.dialect {
        case .nftables, .iptables, .ufw, .firewalld:
            switch command.machine {
            case .thisDevice: "On this device, as root (sudo -s), by \(LocalText(command.dialect.rawValue)):"
            case .siteRouter:
                "On the router that the network team runs, as root, by \(LocalText(command.dialect.rawValue)):"
            }
        case .shell, .sysctl, .ip, .systemd:
            command.machine == .thisDevice
                ? "On this device, as root (sudo -s):" : "On the router that the network team runs, as root:"
        case .daemonJSON: "In the engine's daemon.json on this device, as root, beside what stands there:"
        case .createOptions: "In the deployment manifest, in the module's createOptions, beside what stands there:"
        case .powershell: "On the Windows host, in an administrator's PowerShell:"
        case .azureNSG: "In a shell whose Azure CLI is signed in, for the network security group on the way:"
        case .azureFirewall: "In a shell whose Azure CLI is signed in, for the Azure Firewall on the way:"
        case .request:
            switch owner {
            case .siteNetwork: "To the network team:"
            case .proxy: "To the proxy's administrator:"
            case .device, .containerEngine, .cloud, .hubConfiguration: "To whoever runs it:"
            }
        }
    }
}

extension Remedy.Command {
    /// The members of daemon.json that a script puts there, with whatever has to follow.
    fileprivate func isMade(by script: Remedy.Command) -> Bool {
        dialect == .daemonJSON && script.dialect == .shell && script.text.contains(text)
    }
}

extension Report {
    /// The dialects beyond what is printed that some fix of the report is written in, as the contract orders them.
    var otherDialects: [Dialect] {
        let others = diagnosis.findings.flatMap(\.remedies).flatMap { $0.alternatives(to: $0.printed(in: dialect)) }
        return Dialect.allCases.filter(Set(others.map(\.dialect)).contains)
    }
}

package import ProbeCore

/// A change that removes a cause, addressed to its owner.
package struct Remedy: Hashable, Sendable {
    /// Text in one of the owner's dialects; runs as printed unless the dialect is JSON or prose.
    package struct Command: Hashable, Sendable {
        /// Whose shell it is for, where it is for one.
        package enum Machine: String, Codable, Hashable, Sendable {
            case thisDevice = "this-device"
            /// A Linux router that the site's network team runs.
            case siteRouter = "site-router"
        }

        package let dialect: Dialect
        /// As programs get it; prose in English.
        package let text: String
        package let machine: Machine
        /// The lines of prose; nothing for what runs as printed.
        private let prose: [Sentence]?

        package init(_ dialect: Dialect, _ text: String, on machine: Machine = .thisDevice) {
            self.dialect = dialect
            self.text = text
            self.machine = machine
            prose = nil
        }

        /// What a team is asked in prose.
        package init(asking lines: [Sentence]) {
            dialect = .request
            text = lines.map(\.english).joined(separator: "\n")
            machine = .thisDevice
            prose = lines
        }

        /// As people get it: prose in the language of whoever is asked.
        package var printed: String {
            guard let prose else { return text }
            return Phrasebook.asking { prose.map(\.text).joined(separator: "\n") }
        }

        /// By what programs get: a report that is read back has no more of the prose.
        package static func == (left: Command, right: Command) -> Bool {
            left.dialect == right.dialect && left.text == right.text && left.machine == right.machine
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(dialect)
            hasher.combine(text)
        }
    }

    package let id: RemedyID
    package let owner: Owner
    package let title: Sentence
    package let steps: [Sentence]
    package let commands: [Command]

    package init(id: RemedyID, owner: Owner, title: Sentence, steps: [Sentence], commands: [Command] = []) {
        self.id = id
        self.owner = owner
        self.title = title
        self.steps = steps
        self.commands = commands
    }
}

/// The languages that owners of a cause write changes in.
package enum Dialect: String, Codable, Hashable, Sendable, CaseIterable {
    case nftables, iptables, ufw, firewalld, shell, sysctl, ip, systemd
    case daemonJSON = "daemon.json"
    case createOptions
    case powershell
    case azureNSG = "az-nsg"
    case azureFirewall = "az-firewall"
    case request

    /// What is written in it runs in a POSIX shell as it stands.
    package var isOfShell: Bool {
        switch self {
        case .nftables, .iptables, .ufw, .firewalld, .shell, .sysctl, .ip, .systemd, .azureNSG, .azureFirewall: true
        case .daemonJSON, .createOptions, .powershell, .request: false
        }
    }
}

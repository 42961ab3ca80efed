import ProbeCore
import ProbeFindings

/// Rules for Windows Defender Firewall, as PowerShell.
enum PowerShell: FirewallDialect {
    static let dialect = Dialect.powershell

    static let removal = "Remove-NetFirewallRule -DisplayName 'IoT Edge to *'"

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var parts = Shell.nameComments(openings, tool: "Windows Defender Firewall")
        for opening in openings {
            let addresses: String
            if let name = opening.lookup {
                addresses = "(`\n  Resolve-DnsName -ErrorAction Stop -Type A `\n  -Name '\(name)').IPAddress"
            } else if !opening.addresses.isEmpty {
                addresses = "@(" + opening.addresses.map { "'\($0)'" }.joined(separator: ", ") + ")"
            } else {
                continue
            }
            // What is open to one destination over several networks are several rules.
            let title = "IoT Edge to \(opening.destination.text) \(opening.network.rawValue) \(opening.portList)"
            parts.append(
                """
                $addresses = \(addresses)
                Remove-NetFirewallRule -ErrorAction SilentlyContinue `
                  -DisplayName `
                  '\(title)'
                New-NetFirewallRule -Direction Outbound -Action Allow `
                  -DisplayName `
                  '\(title)' `
                  -Protocol \(opening.network.rawValue.uppercased()) -RemoteAddress $addresses `
                  -RemotePort \(opening.portList)
                """)
        }
        return parts.joined(separator: "\n")
    }
}

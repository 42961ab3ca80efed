import ProbeCore
import ProbeFindings

/// Rules for Windows Defender Firewall, as PowerShell.
enum PowerShell: FirewallDialect {
    static let dialect = Dialect.powershell

    static let removal: String? = "Remove-NetFirewallRule -DisplayName 'IoT Edge to *'"

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        let names = openings.compactMap(\.lookup).uniqued
        let rules = openings.compactMap(rule).joined(separator: "\n")
        let comments = Shell.nameComments(openings, tool: "Windows Defender Firewall")
        guard !names.isEmpty else { return (comments + [rules]).joined(separator: "\n") }
        let list = names.map { "'\($0)'" }.joined(separator: ", `\n  ")
        // At a prompt an error ends one statement: what follows stands inside one that asks for all addresses.
        let text = """
            $found = @{}
            $names = \(list)
            foreach ($name in $names) {
              $found[$name] = (Resolve-DnsName -Type A -Name $name `
                -ErrorAction SilentlyContinue).IPAddress
              if (-not $found[$name]) {
                Write-Error "$name has no address: nothing was changed"
              }
            }
            if (-not ($found.Values -contains $null)) {
            \(Shell.indented(rules))
            }
            """
        return (comments + [text]).joined(separator: "\n")
    }

    static func text(_ opening: DownstreamOpening) -> String? {
        let title = "IoT Edge to edgeHub tcp \(opening.portList)"
        return renewed(
            title, "Inbound",
            "-Protocol TCP", "-RemoteAddress \(opening.networks.isEmpty ? "LocalSubnet" : list(opening.networks))",
            "-LocalPort \(opening.portList)")
    }

    static func joined(_ first: String, _ second: String) -> String {
        "\(first)\nif (-not ($found -and $found.Values -contains $null)) {\n\(Shell.indented(second))\n}"
    }

    /// Nothing for an opening whose addresses nobody can look up.
    private static func rule(_ opening: FirewallOpening) -> String? {
        let addresses: String
        if let name = opening.lookup {
            addresses = "$found['\(name)']"
        } else if !opening.addresses.isEmpty {
            addresses = list(opening.addresses)
        } else {
            return nil
        }
        // What is open to one destination over several networks are several rules.
        let title = "IoT Edge to \(opening.destination.text) \(opening.network.rawValue) \(opening.portList)"
        return renewed(
            title, "Outbound",
            "-Protocol \(opening.network.rawValue.uppercased())", "-RemoteAddress \(addresses)",
            "-RemotePort \(opening.portList)")
    }

    private static func list(_ values: [some CustomStringConvertible]) -> String {
        "@(" + values.map { "'\($0)'" }.joined(separator: ", ") + ")"
    }

    /// A rule in the place of one of the same name.
    private static func renewed(_ title: String, _ direction: String, _ conditions: String...) -> String {
        """
        Remove-NetFirewallRule -ErrorAction SilentlyContinue `
          -DisplayName `
          '\(title)'
        New-NetFirewallRule -Direction \(direction) -Action Allow `
          -DisplayName `
          '\(title)' `
          \(conditions.joined(separator: " `\n  "))
        """
    }
}

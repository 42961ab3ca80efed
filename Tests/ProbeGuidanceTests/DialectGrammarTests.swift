import ProbeCore
import ProbeFindings
@testable import ProbeGuidance
import ProbeMeasurement
import Testing

/// Texts for tools that do not run here, held against the grammar that the tools document.
struct DialectGrammarTests {
    private static func texts(_ dialect: Dialect) throws -> Set<String> {
        var texts: Set<String> = []
        for cause in Cause.allCases {
            for command in try GuidanceTests.remedies(of: cause).flatMap(\.commands) where command.dialect == dialect {
                texts.insert(command.text)
            }
        }
        for assignment in try GuidanceTests.assignments() {
            if let text = Guidance.firewall(assignment: assignment, dialect: dialect) { texts.insert(text) }
        }
        return texts
    }

    /// Lines without comments, with continued ones joined.
    private static func statements(_ text: String, continuedBy mark: Character) -> [String] {
        var statements: [String] = []
        var open = ""
        for line in text.split(separator: "\n") where line.first(where: { $0 != " " }) != "#" {
            if line.last == mark {
                open += line.dropLast()
            } else {
                statements.append((open + line).split(separator: " ").joined(separator: " "))
                open = ""
            }
        }
        return open.isEmpty ? statements : statements + ["an open line: \(open)"]
    }

    @Test func `PowerShell gets rules with the parameters of New-NetFirewallRule`() throws {
        let texts = try Self.texts(.powershell)
        #expect(texts.count >= 3)
        let address = "'[0-9a-f.:]+'"
        let title = "'IoT Edge to [A-Za-z0-9.*:-]+ (tcp|udp) [0-9]+(,[0-9]+)*'"
        let rule = try Regex(
            "New-NetFirewallRule -Direction Outbound -Action Allow -DisplayName \(title) "
                + "-Protocol (TCP|UDP) -RemoteAddress (@\\(\(address)(, \(address))*\\)|\\$found\\['[a-z0-9.-]+'\\]) -RemotePort [0-9]+(,[0-9]+)*"
        )
        // All names are looked up before the first rule.
        let name = try Regex("\\$names = '[a-z0-9.-]+'(, '[a-z0-9.-]+')*")
        let frame: Set = [
            "$found = @{}", "foreach ($name in $names) {",
            "$found[$name] = (Resolve-DnsName -Type A -Name $name -ErrorAction SilentlyContinue).IPAddress",
            "if (-not $found[$name]) {", "Write-Error \"$name has no address: nothing was changed\"", "}",
            "if (-not ($found.Values -contains $null)) {",
            // What only some devices use, behind the rest.
            "Write-Error \"$name has no address: its rules are left out\"",
            "if (-not ($found -and $found.Values -contains $null)) {",
        ]
        // A rule of the same name goes first, so that a second time changes nothing.
        let removal = try Regex(
            "Remove-NetFirewallRule -ErrorAction SilentlyContinue -DisplayName \(title)")
        for text in texts {
            for statement in Self.statements(text, continuedBy: "`") {
                let isKnown =
                    try rule.wholeMatch(in: statement) != nil || name.wholeMatch(in: statement) != nil
                    || frame.contains(String(statement)) || removal.wholeMatch(in: statement) != nil
                    || statement == "Restart-Service iotedge-moby -Force"
                #expect(isKnown, "\(statement)")
            }
        }
    }

    @Test func `az gets rules with the parameters of nsg rule create, each with a priority of its own`() throws {
        let texts = try Self.texts(.azureNSG)
        #expect(texts.count >= 3)
        let rule = try Regex(
            "az network nsg rule create --name iot-edge-out-([0-9]+) --resource-group \"\\$RESOURCE_GROUP\" "
                + "--nsg-name \"\\$NSG\" --priority ([0-9]+) --direction Outbound --access Allow --protocol (Tcp|Udp) "
                + "--source-address-prefixes '\\*' --source-port-ranges '\\*' "
                + "--destination-address-prefixes [A-Za-z0-9.:/]+ --destination-port-ranges [0-9]+( [0-9]+)*")
        for text in texts {
            var priorities: Set<String> = []
            for statement in Self.statements(text, continuedBy: "\\")
            where !statement.hasPrefix(": \"${") && !["(", ")"].contains(statement) {
                let match = try #require(try rule.wholeMatch(in: statement), "\(statement)")
                let priority = String(match.output[2].substring ?? "")
                #expect(match.output[1].substring.map(String.init) == priority)
                // Azure takes 100 to 4096.
                #expect(Int(priority).map { (100...4096).contains($0) } == true)
                #expect(priorities.insert(priority).inserted)
            }
        }
    }

    /// A rule of a name that is there already is replaced, and one of a priority that is taken is refused.
    @Test func `what different remedies open in a security group has names and priorities of its own`() throws {
        var statements: [Substring: String] = [:]
        for text in try Self.texts(.azureNSG) {
            for statement in Self.statements(text, continuedBy: "\\") where statement.hasPrefix("az ") {
                let words = statement.split(separator: " ")
                let name = try #require(words.firstIndex(of: "--name").map { words[$0 + 1] })
                #expect(statements.updateValue(statement, forKey: name) ?? statement == statement)
            }
        }
        #expect(statements.count > 5)
    }

    @Test func `Azure Firewall gets collections of a fault's own, beside those with all that is needed`() throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        let whole = try #require(Guidance.firewall(assignment: assignment, dialect: .azureFirewall))
        #expect(whole.contains("--collection-name iot-edge-names --name") && whole.contains("--priority 200"))
        let faults = try GuidanceTests.remedies(of: .tcpDroppedPort).flatMap(\.commands).filter {
            $0.dialect == .azureFirewall
        }
        #expect(!faults.isEmpty)
        for command in faults {
            // What is there of other faults, and all that is needed, stays.
            #expect(!command.text.contains("iot-edge-names ") && !command.text.contains("iot-edge-ports "))
            for statement in Self.statements(command.text, continuedBy: "\\") where statement.hasPrefix("az ") {
                let name = try #require(try Regex("iot-edge-(names|ports)-([0-9]+)").firstMatch(in: statement))
                let number = String(name.output[2].substring ?? "")
                #expect(Int(number).map { (1_000...65_000).contains($0) } == true)
                #expect(statement.contains("delete") || statement.contains("--priority \(number) --action Allow"))
            }
        }
        #expect(Guidance.removal(in: .azureFirewall)?.contains("starts_with(name, 'iot-edge-')") == true)
    }

    @Test func `a request has direction, protocol, ports, name, why, service tags, and no TLS inspection`() throws {
        for assignment in try GuidanceTests.assignments() {
            let text = try #require(Guidance.firewall(assignment: assignment, dialect: .request)).inOneLine
            #expect(text.contains("No TLS inspection for these names"))
            #expect(text.contains("Nothing inbound is needed: keep all inbound ports closed."))
            #expect(text.contains("by the service tag AzureIoTHub"))
            #expect(text.contains("outbound TCP 443") && text.contains("to \(assignment.hub), for "))
            #expect(text.contains("addresses change"))
            for registry in assignment.registries { #expect(text.contains("to \(registry), for ")) }
            if assignment.registries.contains(where: { $0.description == "mcr.microsoft.com" }) {
                #expect(text.contains("MicrosoftContainerRegistry and AzureFrontDoor.FirstParty"))
                #expect(text.contains("*.data.mcr.microsoft.com"))
            }
            // Plain ports are named where it says that they stay closed, and nowhere else.
            let rest = text.replacing("Plain MQTT (1883), AMQP (5672) and HTTP (80)", with: "")
            for port in ["1883", "5672", " 80 ", " 80,"] { #expect(!rest.contains(port)) }
        }
    }

    @Test func `every firewall dialect has rules for everything that is needed, and nothing else`() throws {
        for assignment in try GuidanceTests.assignments() {
            for dialect in Guidance.firewallDialects {
                let text = try #require(Guidance.firewall(assignment: assignment, dialect: dialect))
                for port in FirewallOpening.ports(for: assignment.upstream) { #expect(text.contains("\(port)")) }
                #expect(dialect == .azureNSG || text.contains(assignment.hub.description), "\(dialect)")
                #expect(dialect != .azureNSG || text.contains("AzureIoTHub"))
                let rules = text.split(separator: "\n").filter { !$0.hasPrefix("Plain MQTT (1883)") }
                for port in ["1883", "5672"] { #expect(!rules.contains { $0.contains(port) }) }
                #expect(text.contains("nbound"), "\(dialect) says what inbound needs")
            }
        }
    }

    /// ufw's own parser takes each rule: --dry-run prints what it would write, and writes nothing.
    @Test(.enabled(if: Sandbox.hasUFW))
    func `ufw takes every rule in a dry run`() throws {
        let texts = try Self.texts(.ufw)
        #expect(texts.count >= 3)
        let dry = """
            ufw() { command ufw --dry-run "$@"; }
            """
        #expect(texts.filter { Sandbox.run([Sandbox.preparation, dry, $0].joined(separator: "\n")) != 0 } == [])
        // The dry run refuses what is no rule, so the test can fail.
        #expect(Sandbox.run(dry + "\nufw prepend allow out proto icmq to 203.0.113.20 port 443") != 0)
    }

    /// What the rules leave in iptables is what iptables-restore takes back.
    @Test(.enabled(if: Sandbox.hasIptables))
    func `iptables-restore takes what the rules leave behind`() throws {
        for text in try Self.texts(.iptables) {
            let script = [Sandbox.preparation, text, "iptables-save | iptables-restore --test"].joined(separator: "\n")
            #expect(Sandbox.run(script) == 0, "\(text)")
        }
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `nft takes back what the rules leave behind`() throws {
        for text in try Self.texts(.nftables) {
            let chains = """
                nft add table inet filter
                nft add chain inet filter output '{ type filter hook output priority 0; }'
                nft add chain inet filter forward '{ type filter hook forward priority 0; }'
                """
            let check = "{ echo flush ruleset; nft list ruleset; } | nft -c -f -"
            let script = [Sandbox.preparation, chains, text, check].joined(separator: "\n")
            #expect(Sandbox.run(script) == 0, "\(text)")
        }
    }
}

import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
@testable import ProbeGuidance
import TestSupport
import Testing

/// Remedies are applied with the real tools to a broken namespace, which has to be whole afterwards.
struct AppliedRemedyTests {
    static func text(
        _ cause: Cause, _ id: RemedyID, _ dialect: Dialect, culprit: Culprit? = nil,
        facts: Guidance.Facts = Guidance.Facts(), port: UInt16? = 5671
    ) throws -> String {
        let finding = Finding(
            cause, .error, from: [.host],
            about: Finding.Subject(host: Host(GuidanceTests.hub), address: IPAddress("203.0.113.20"), port: port),
            owner: .device, confidence: .certain, summary: "",
            location: Finding.Location(kind: .thisDevice, culprit: culprit),
            evidence: [], refutedBy: "")
        let assignment = try #require(try GuidanceTests.assignments().first)
        let remedy = try #require(Guidance.remedies(for: finding, in: assignment, facts: facts).first { $0.id == id })
        return try #require(remedy.commands.first { $0.dialect == dialect }).text
    }

    static func expectCure(_ fault: String, _ remedy: String, proof: String = "connects 5671") {
        #expect(Sandbox.run(Sandbox.preparation + "\n" + fault) == 0, "the fault can be made")
        #expect(Sandbox.run(Sandbox.preparation + "\n" + fault + "\n" + proof) != 0, "the fault breaks something")
        let cured = [Sandbox.preparation, fault, Sandbox.twice(remedy), proof].joined(separator: "\n")
        #expect(Sandbox.run(cured) == 0, "the remedy cures it:\n\(remedy)")
    }

    private static let dropByNft = """
        nft -f - <<'NFT'
        table inet site {
          chain outbound {
            type filter hook output priority filter; policy accept;
            tcp dport { 443, 5671, 8883 } drop
          }
        }
        NFT
        """

    private static let dropByIptables = "iptables -A OUTPUT -p tcp --dport 5671 -j DROP"

    @Test(
        .enabled(if: Sandbox.hasNftables && Sandbox.hasPython),
        arguments: [nil, Culprit(RulePlace(family: "inet", table: "site", chain: "outbound", handle: 2))])
    func `nftables rules open what this device drops`(culprit: Culprit?) throws {
        Self.expectCure(
            Self.dropByNft, try Self.text(.hostOutputDropped, .openOwnFirewall, .nftables, culprit: culprit))
    }

    @Test(
        .enabled(if: Sandbox.hasIptables && Sandbox.hasPython),
        arguments: [nil, Culprit(RulePlace(family: "ip", table: "filter", chain: "OUTPUT", line: 1))])
    func `iptables rules open what this device drops`(culprit: Culprit?) throws {
        Self.expectCure(
            Self.dropByIptables, try Self.text(.hostOutputDropped, .openOwnFirewall, .iptables, culprit: culprit))
    }

    @Test(.enabled(if: Sandbox.hasLegacyIptables && Sandbox.hasPython), arguments: ["filter", "mangle", "raw"])
    func `a rule of iptables-legacy is answered in its own table`(table: LocalText) throws {
        let place = RulePlace(family: "ip", table: table, chain: "OUTPUT", line: 1, backend: .legacy)
        Self.expectCure(
            "iptables-legacy -t \(table) -A OUTPUT -p tcp --dport 5671 -j DROP",
            try Self.text(.hostOutputDropped, .openOwnFirewall, .iptables, culprit: Culprit(place)))
    }

    @Test(.enabled(if: Sandbox.hasLegacyIptables && Sandbox.hasPython), arguments: ["filter", "mangle", "raw"])
    func `rules of either variant are taken back, in whichever table`(table: LocalText) throws {
        let removal = try #require(Guidance.removal(in: .iptables))
        for backend in [RulePlace.Backend.legacy, nil] {
            let place = RulePlace(family: "ip", table: table, chain: "OUTPUT", line: 1, backend: backend)
            let rules = try Self.text(.hostOutputDropped, .openOwnFirewall, .iptables, culprit: Culprit(place))
            let script = """
                listed() {
                  iptables-legacy-save | grep -e iot-edge ||
                  iptables-nft-save | grep -e iot-edge
                }
                \(rules)
                listed
                \(removal)
                ! listed
                """
            #expect(Sandbox.run(Sandbox.preparation + "\n" + script) == 0, "\(String(describing: backend))")
        }
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `what makes segments small is taken back as well`() throws {
        let script = """
            \(try Self.text(.mtuBlackholeIn, .clampMSSHere, .nftables))
            nft list ruleset | grep -q maxseg
            \(try #require(Guidance.removal(in: .nftables)))
            ! nft list ruleset | grep -q maxseg
            """
        #expect(Sandbox.run(script) == 0)
    }

    /// Without them a command of Azure's would be about whatever an empty name stands for.
    @Test(arguments: [Dialect.azureNSG, .azureFirewall])
    func `what takes rules back in Azure asks for the names that it needs`(dialect: Dialect) throws {
        let removal = try #require(Guidance.removal(in: dialect))
        #expect(Sandbox.check(removal) == 0)
        let names = Set(removal.matches(of: /\$([A-Z_]+)/).map { String($0.output.1) })
        #expect(names.count == 2)
        for name in names { #expect(removal.contains("${\(name):?set \(name) to ")) }
    }

    @Test(.enabled(if: Sandbox.hasNftables && Sandbox.hasPython))
    func `where a rule drops what comes in, answers are let in and nothing else`() throws {
        let fault = """
            nft -f - <<'NFT'
            table inet site {
              chain inbound {
                type filter hook input priority filter; policy accept;
                tcp sport 5671 drop
              }
            }
            NFT
            """
        let place = RulePlace(family: "inet", table: "site", chain: "inbound", handle: 2, hook: .input)
        Self.expectCure(fault, try Self.text(.hostOutputDropped, .openOwnFirewall, .nftables, culprit: Culprit(place)))
    }

    @Test(.enabled(if: Sandbox.hasNftables && Sandbox.hasPython))
    func `nftables rules written without a run resolve the names on the device`() throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        Self.expectCure(Self.dropByNft, try #require(Guidance.firewall(assignment: assignment, dialect: .nftables)))
    }

    @Test(.enabled(if: Sandbox.hasIptables && Sandbox.hasPython))
    func `iptables rules written without a run resolve the names on the device`() throws {
        let assignment = try #require(try GuidanceTests.assignments().first)
        Self.expectCure(
            Self.dropByIptables, try #require(Guidance.firewall(assignment: assignment, dialect: .iptables)))
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `a router's rule goes to the head of its forward chain and nowhere else`() throws {
        let fault = """
            nft -f - <<'NFT'
            table ip router {
              chain through { type filter hook forward priority 0; policy drop; }
              chain out { type filter hook output priority 0; policy accept; }
            }
            NFT
            """
        let proof = """
            nft list chain ip router through | grep -q '203.0.113.20 tcp dport 5671 accept'
            if nft list chain ip router out | grep -q dport; then exit 1; fi
            """
        Self.expectCure(fault, try Self.text(.tcpDroppedPort, .allowOutbound, .nftables), proof: proof)
    }

    @Test(.enabled(if: Sandbox.hasIptables))
    func `a router's rule is accepted by iptables-restore too`() throws {
        let proof = """
            iptables -C FORWARD -d 203.0.113.20 -p tcp --dport 5671 \\
              -m comment --comment iot-edge -j ACCEPT
            iptables-save | iptables-restore --test
            """
        Self.expectCure(
            "iptables -P FORWARD DROP", try Self.text(.tcpAdminProhibited, .allowOutbound, .iptables), proof: proof)
    }

    @Test(.enabled(if: Sandbox.hasNftables && Sandbox.hasPython))
    func `segments are small once they are clamped here`() throws {
        let proof = "test \"$(connects 5671)\" -le 1000"
        Self.expectCure(":", try Self.text(.mtuBlackholeIn, .clampMSSHere, .nftables), proof: proof)
    }

    @Test(.enabled(if: Sandbox.hasNftables))
    func `the clamp for a router is accepted by nft`() throws {
        Self.expectCure(
            ":", try Self.text(.mtuBlackholeOut, .allowFragmentationNeeded, .nftables),
            proof: "nft list ruleset | grep -q 'maxseg size set 1000'")
    }

    @Test(.enabled(if: Sandbox.isPossible), arguments: ["blackhole", "prohibit", "unreachable"])
    func `a route that forbids the way is removed and the others stay`(kind: String) throws {
        let fault = """
            ip address del 203.0.113.20/32 dev lo
            ip route add 203.0.113.0/24 dev lo
            ip route add \(kind) 203.0.113.20/32
            ip route add \(kind) 203.0.113.16/28 metric 5
            ip route add blackhole 198.51.100.0/24
            """
        let proof = """
            ip route get 203.0.113.20 | grep -q 'dev lo'
            ip route show | grep -q 'blackhole 198.51.100.0/24'
            """
        Self.expectCure(fault, try Self.text(.routeBlocked, .removeBlockingRoute, .ip), proof: proof)
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `forwarding is on once it was turned on`() throws {
        Self.expectCure(
            "echo 0 > /proc/sys/net/ipv4/ip_forward", try Self.text(.fwdDisabled, .enableForwarding, .sysctl),
            proof: "test \"$(cat /proc/sys/net/ipv4/ip_forward)\" = 1")
    }

    @Test(.enabled(if: Sandbox.hasNftables && Sandbox.hasIptables), arguments: [Dialect.nftables, .iptables])
    func `containers are let in to a resolver on this device`(dialect: Dialect) throws {
        let finding = Finding(
            .dnsContainerBlocked, .error, from: [.host],
            about: Finding.Subject(resolver: SocketAddress("172.17.0.1:53", defaultPort: 53)), owner: .device,
            confidence: .certain, summary: "", location: Finding.Location(kind: .thisDevice), evidence: [],
            refutedBy: "")
        let assignment = try #require(try GuidanceTests.assignments().first)
        let remedy = try #require(Guidance.remedies(for: finding, in: assignment).first)
        let text = try #require(remedy.commands.first { $0.dialect == dialect }).text
        // A container's end of a veth, and a resolver at the bridge's address.
        let fault = """
            ip link add docker0 type bridge
            ip addr add 172.17.0.1/16 dev docker0
            ip link set docker0 up
            ip link add host0 type veth peer name inside
            ip link set host0 master docker0 up
            mount -t tmpfs tmpfs /run
            ip netns add container
            ip link set inside netns container
            ip -n container addr add 172.17.0.9/16 dev inside
            ip -n container link set inside up
            iptables -A INPUT -i docker0 -p udp --dport 53 -j DROP
            """
        let proof = """
            python3 - <<'END'
            import socket, subprocess
            server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            server.bind(("172.17.0.1", 53))
            server.settimeout(1)
            ask = 'import socket; socket.socket(2, 2).sendto(b"?", ("172.17.0.1", 53))'
            for attempt in range(20):
                subprocess.run(["ip", "netns", "exec", "container", "python3", "-c", ask], check=True)
                server.settimeout(0.05)
                try:
                    server.recv(9)
                    raise SystemExit(0)
                except TimeoutError:
                    pass
            raise SystemExit(1)
            END
            """
        Self.expectCure(fault, text, proof: proof)
    }

    @Test(.enabled(if: Sandbox.isPossible))
    func `ufw, firewalld and az get the arguments that they document`() throws {
        let stubs = """
            calls=$(mktemp)
            trap 'rm -f "$calls"' EXIT
            ufw() { echo "ufw $*" >> "$calls"; }
            firewall_cmd() {
              echo "firewall-cmd $*" >> "$calls"
              case "$*" in *--query*) false ;; esac
            }
            alias firewall-cmd=firewall_cmd
            az() { echo "az $*" >> "$calls"; }
            RESOURCE_GROUP=group NSG=gateway
            """
        let assignment = try #require(try GuidanceTests.assignments().first)
        for (dialect, line) in [
            (Dialect.ufw, "^ufw prepend allow out proto tcp to 203.0.113.20 port 443,5671 comment iot-edge$"),
            (.ufw, "^ufw route prepend allow proto tcp to 203.0.113.20 port 443,5671 comment iot-edge$"),
            (
                .firewalld,
                "--policy iot-edge-out --add-rich-rule rule family=ipv4 destination address=203.0.113.20 port port=5671 protocol=tcp accept$"
            ),
            (.firewalld, "^firewall-cmd --permanent --policy iot-edge-modules --add-ingress-zone docker$"),
            (.firewalld, "^firewall-cmd --reload$"),
            (.azureNSG, "--destination-address-prefixes AzureIoTHub --destination-port-ranges 443 5671$"),
        ] {
            let rules = try #require(Guidance.firewall(assignment: assignment, dialect: dialect))
            let script = [Sandbox.preparation, stubs, rules, "grep -q -e '\(line)' \"$calls\""].joined(separator: "\n")
            #expect(Sandbox.run(script) == 0, "\(line)")
        }
    }

    @Test(.enabled(if: Sandbox.hasNftables && Sandbox.hasIptables))
    func `every rule of every remedy is one that the real tools take`() throws {
        var texts: Set<String> = []
        for cause in Cause.allCases {
            for command in try GuidanceTests.remedies(of: cause).flatMap(\.commands)
            where command.dialect == .nftables || command.dialect == .iptables {
                texts.insert(command.text)
            }
        }
        #expect(texts.count > 20)
        let chains = """
            nft -f - <<'NFT'
            table inet filter {
              chain output { type filter hook output priority 0; policy accept; }
              chain forward { type filter hook forward priority 0; policy accept; }
            }
            NFT
            iptables -N DOCKER-USER
            """
        let refused = texts.filter {
            Sandbox.run([Sandbox.preparation, chains, Sandbox.twice($0)].joined(separator: "\n")) != 0
        }
        #expect(refused == [])
    }

    @Test(arguments: Cause.allCases)
    func `every command for a shell is one that a shell can read`(cause: Cause) throws {
        let dialects: Set<Dialect> = [
            .nftables, .iptables, .ufw, .firewalld, .shell, .sysctl, .ip, .systemd, .azureNSG, .azureFirewall,
        ]
        let texts = try GuidanceTests.remedies(of: cause).flatMap(\.commands).filter { dialects.contains($0.dialect) }
        #expect(Set(texts.map(\.text)).filter { Sandbox.check($0) != 0 } == [])
    }

    @Test(arguments: Cause.allCases)
    func `every text for a JSON file is a JSON object`(cause: Cause) throws {
        let dialects: Set<Dialect> = [.daemonJSON, .createOptions]
        for command in try GuidanceTests.remedies(of: cause).flatMap(\.commands)
        where dialects.contains(command.dialect) {
            #expect(throws: Never.self) {
                try JSONDecoder().decode([String: Anything].self, from: Data(command.text.utf8))
            }
        }
    }

    /// Any JSON value.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) {}
    }
}

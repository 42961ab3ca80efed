import FoundationEssentials
import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import ProbeMeasurement
@testable import ProbeScheduler
@testable import Probes
import ProbeTransport

extension InputDecoder {
    /// What other programs, and this one's other processes, answer.
    static let programs = [
        InputDecoder("json", .text, longest: FirewallListing.longestOutput, decodeJSON),
        InputDecoder("nft-json", .text, longest: FirewallListing.longestOutput, decodeRules),
        InputDecoder("nft-text", .text, longest: FirewallListing.longestOutput, decodeRuleTexts),
        InputDecoder("iptables-save", .text, longest: FirewallListing.longestOutput, decodeTables),
        InputDecoder("engine", .text, longest: 4 << 20, allowance: .foundation, decodeEngine),
        InputDecoder("engine-log", .binary, longest: 2 << 20, decodeEngineLog),
        InputDecoder("registry", .text, longest: ImageDocument.longest, allowance: .foundation, decodeRegistry),
        InputDecoder("worker", .text, longest: WorkerMessage.longestLine, allowance: .foundation, decodeWorker),
    ]

    // MARK: - Firewalls

    @Sendable private static func decodeJSON(_ bytes: [UInt8]) { _ = Structure(parsing: bytes)?.tagged }

    /// With a packet sent through the rules, which looks into every statement.
    @Sendable private static func decodeRules(_ bytes: [UInt8]) {
        guard let rules = Ruleset(json: bytes) else { return }
        for hook in ["prerouting", "input", "forward", "output", "postrouting"] {
            for family in [IPAddress.Family.v4, .v6] { _ = rules.chains(at: hook, for: family) }
        }
        precondition(rules.bases.count <= bytes.count)
    }

    @Sendable private static func decodeRuleTexts(_ bytes: [UInt8]) {
        let texts = RuleTexts(parsing: bytes)
        precondition(texts.devices.count <= bytes.count)
    }

    @Sendable private static func decodeTables(_ bytes: [UInt8]) {
        for isLegacy in [false, true] {
            let tables = IptablesSave(parsing: bytes, isLegacy ? .v4 : .v6, isLegacy: isLegacy)
            guard var rules = Ruleset(json: Array(#"{"nftables": []}"#.utf8)) else {
                preconditionFailure("an empty list of rules")
            }
            rules.add(tables)
        }
    }

    // MARK: - Engines and registries

    @Sendable private static func decodeEngine(_ bytes: [UInt8]) {
        let data = Data(bytes)
        if let version = try? JSONDecoder().decode(EngineVersion.self, from: data) {
            precondition(isHarmless(version.version.description))
        }
        if let information = try? JSONDecoder().decode(EngineInformation.self, from: data) {
            _ = (information.isRootless, information.mirrors)
        }
        let networks = (try? JSONDecoder().decode(LenientList<EngineNetwork>.self, from: data))?.elements ?? []
        for network in networks + [try? JSONDecoder().decode(EngineNetwork.self, from: data)].compactMap(\.self) {
            _ = (network.subnets, network.delegations, network.takenAddresses, network.mtu, network.isMasqueraded)
            precondition(network.interfaceCandidates.allSatisfy(\.isValid))
        }
        for container in (try? JSONDecoder().decode(LenientList<EngineContainer>.self, from: data))?.elements ?? [] {
            precondition(container.publications.allSatisfy { $0.port > 0 })
        }
        if let detail = try? JSONDecoder().decode(EngineContainerDetail.self, from: data) {
            for network in detail.networks { _ = detail.address(on: network) }
            precondition(detail.processID ?? 2 > 1)
        }
    }

    @Sendable private static func decodeEngineLog(_ bytes: [UInt8]) {
        precondition(EngineLogStream.text(bytes, hasTerminal: false).count <= bytes.count)
        precondition(EngineLogStream.text(bytes, hasTerminal: true) == bytes)
    }

    /// The body of an answer, and the same bytes as a challenge, a redirect and a date.
    @Sendable private static func decodeRegistry(_ bytes: [UInt8]) {
        let body = Data(bytes)
        _ = RegistryConversation.Errors.areTold(in: bytes)
        _ = RegistryConversation.Errors.problem(in: bytes)
        if let configuration = ImageConfiguration(bytes) { _ = (configuration.platform, configuration.start) }
        for platform in (ImageDocument(bytes)?.manifests ?? []).compactMap(\.platform?.platform) {
            precondition(isHarmless(platform.description) && platform.description.utf8.count <= 50)
        }
        if let token = (try? JSONDecoder().decode(RegistryConversation.Token.self, from: body))?.value {
            precondition(isHarmless(token))
        }
        if let manifest = try? JSONDecoder().decode(RegistryConversation.Manifest.self, from: body) {
            _ = (manifest.manifests?.first?.digest ?? manifest.config?.digest)?.validDigest
        }
        let header = WireText(bytes, limit: 800)
        if let challenge = BearerChallenge(header) {
            if let realm = challenge.endpoint {
                let target = challenge.target(at: realm, scope: "repository:a:pull")
                precondition(isHarmless(target) && !target.contains(" "), "one word of a request line")
            }
        }
        _ = WebAddress(header.description)
        let answer = HTTPAnswer(
            status: 200, headers: [.init(name: WireText("date"), value: header)], bodyOpening: nil)
        _ = answer.date
    }

    // MARK: - Processes of our own

    /// What a worker says to its parent, which has rights that the worker gave up.
    @Sendable private static func decodeWorker(_ bytes: [UInt8]) {
        var splitter = LineSplitter(longest: WorkerMessage.longestLine, most: WorkerMessage.longest)
        for line in splitter.take(bytes) {
            precondition(!line.contains(0x0a))
            _ = try? WorkerMessage(line: line, catalog: Catalog.probes)
            _ = try? JSONDecoder().decode(NetfilterAnswer.self, from: Data(line))
            _ = try? JSONDecoder().decode(NetfilterOrder.self, from: Data(line))
        }
    }
}

extension WorkAllowance {
    /// Foundation's decoder reads a text once for the tree, and once more for each value.
    static let foundation = WorkAllowance(perByte: 8)
}

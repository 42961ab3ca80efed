import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Replaces what identifies a site in a report's tree: first run to learn what is there, then to replace it.
final class Redactor {
    private let hash: KeyedHash
    private var addresses: AddressPseudonyms
    private var names: NamePseudonyms
    private var learntAddresses: Set<IPAddress> = []
    /// Lower case.
    private var learntNames: Set<String> = []
    /// Files and folders that the command line names.
    private var namedFiles: Set<String> = []
    /// What is said of a file with a piece of it in parentheses.
    private var quotations: Set<String> = []
    /// Those of the firewall, as they are listed.
    private var baseChains: Set<String> = []
    private var hardware = 0
    private var droppedTexts = 0
    private var certificates: Set<String> = []
    private var isLearning = true

    static let dropped = "(redacted)"

    init(hash: KeyedHash) {
        self.hash = hash
        addresses = AddressPseudonyms(hash: hash, originals: [])
        names = NamePseudonyms(hash: hash)
    }

    var counts: Report.Redaction {
        Report.Redaction(
            names: names.known.count, addresses: addresses.known.count + hardware, certificates: certificates.count,
            texts: droppedTexts)
    }

    /// Ends the learning.
    func prepare() {
        isLearning = false
        addresses = AddressPseudonyms(hash: hash, originals: learntAddresses)
    }

    /// The filter of the tree's encoder.
    func filter(_ value: any Encodable) throws -> Structure? {
        if isLearning { learn(namesOf: value) }
        switch value {
        case let sentence as Sentence: return try StructureEncoder().structure(of: redacted(sentence))
        case let address as IPAddress: return .text(replaced(address).description)
        case let prefix as IPPrefix: return .text(replaced(prefix).description)
        case let name as HostName: return .text(replaced(name: name.description))
        case let name as DomainName: return .text(replaced(name: name.description))
        case let vantage as Vantage: return .text(replaced(vantage).description)
        case let proxy as ProxyAddress: return .text(replaced(proxy).description)
        case let source as LogSource: return try StructureEncoder().structure(of: replaced(source))
        case is IDScope: return .text(Self.dropped)
        // Said anew by the sentence beside it.
        case is EnglishText: return .text("")
        case let certificate as Certificate: return redacted(certificate)
        case let header as HTTPAnswer.Header: return redacted(header)
        case let text as any ProtocolText: return .text(redacted(text))
        case let text as WireText: return .text(dropped(text.description))
        case let evidence as NameEvidence: return try redacted(evidence)
        case let name as NetworkName: return .text(replaced(name).description)
        case let name as InterfaceName: return .text(replaced(name).description)
        case let text as LocalText: return .text(replaced(own: text).description)
        case let id as ProbeID: return .text(id.description)
        case is SystemError: return nil
        case let constant as any RawRepresentable: return (constant.rawValue as? String).map(Structure.text)
        case let text as String: return .text(sentence(text))
        default: return nil
        }
    }

    func replaced(_ address: IPAddress) -> IPAddress {
        guard !isLearning else {
            learntAddresses.insert(address)
            return address
        }
        return addresses.pseudonym(of: address)
    }

    func replaced(name: String) -> String {
        guard !name.isEmpty else { return name }
        guard !isLearning else {
            learntNames.insert(name.lowercased())
            return name
        }
        return names.pseudonym(of: name)
    }

    func replaced(_ vantage: Vantage) -> Vantage {
        switch vantage {
        case .host: vantage
        case .network(let name): .network(replaced(local: name))
        case .container(let name): .container(replaced(local: name))
        case .namespace(let name): .namespace(replaced(local: name))
        }
    }

    func replaced(_ network: NetworkName) -> NetworkName { NetworkName(replaced(local: network.description)) }

    /// A network, a container or a namespace; the names that the runtime itself gives stay.
    func replaced(local name: String) -> String {
        if ["bridge", "host", "azure-iot-edge", "edgeAgent", "edgeHub"].contains(name) { return name }
        guard !isLearning else {
            learntNames.insert(name.lowercased())
            return name
        }
        return names.pseudonym(ofLocal: name)
    }

    func replaced(_ prefix: IPPrefix) -> IPPrefix {
        guard !isLearning else {
            learntAddresses.insert(prefix.address)
            return prefix
        }
        return addresses.pseudonym(of: prefix)
    }

    /// Text of this device's own stays, unless it is a name that stands for the site elsewhere, or people chose it: a file
    /// that they named, or what is in a folder of their own.
    func replaced(own text: LocalText) -> LocalText {
        let own = text.description
        if namedFiles.contains(where: { own == $0 || own.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }) {
            return LocalText(dropped(own))
        }
        if let holder = replaced(holder: own) { return LocalText(holder) }
        if baseChains.contains(own) { return LocalText(replaced(baseChain: own)) }
        if quotations.contains(own), let words = Self.unquoted(own) { return LocalText(words) }
        return (standIn(for: own) ?? withoutPrivatePaths(own)).map { LocalText($0) } ?? text
    }

    /// What resolv.conf has where an address belongs may be the name of anything.
    private func redacted(_ evidence: NameEvidence) throws -> Structure? {
        guard let words = evidence.configurationProblem.flatMap(Self.unquoted) else { return nil }
        if !isLearning { droppedTexts += 1 }
        var evidence = evidence
        evidence.configurationProblem = words
        return try StructureEncoder(filter: filter).structure(of: evidence)
    }

    /// Without what a nameserver line says; nothing where that is not quoted.
    private static func unquoted(_ problem: String) -> String? {
        guard problem.contains("nameserver"), let start = problem.firstIndex(of: "("),
            let end = problem.lastIndex(of: ")"), start < end
        else { return nil }
        let words = String(problem[..<start]) + Self.dropped + problem[problem.index(after: end)...]
        return words == problem ? nil : words
    }

    private func withoutPrivatePaths(_ text: String) -> String? {
        guard !isLearning, let replaced = PrivatePaths.replaced(in: text, by: Self.dropped) else { return nil }
        droppedTexts += 1
        return replaced
    }

    /// Learns the path of a file that somebody named.
    func learnFile(_ path: String) {
        // The root is nobody's own.
        guard isLearning, path != "-", path.contains(where: { $0 != "/" && $0 != "." }) else { return }
        namedFiles.insert(LocalText(path).description)
    }

    /// The name of an interface, unless the kernel or an engine gave it; it may be the name of the engine's network.
    func replaced(_ interface: InterfaceName) -> InterfaceName {
        let name = interface.description
        guard !isLearning else {
            if !KnownNames.isInterface(name) { learntNames.insert(name.lowercased()) }
            return interface
        }
        guard learntNames.contains(name.lowercased()) else { return interface }
        return InterfaceName(names.pseudonym(ofInterface: name))
    }

    /// The table and the chain of a rule, unless a firewall's program gave them.
    func replaced(_ place: RulePlace) -> RulePlace {
        var place = place
        (place.table, place.chain) = (replaced(rule: place.table), replaced(rule: place.chain))
        return place
    }

    private func replaced(rule name: LocalText) -> LocalText {
        guard !KnownNames.isRule(name.description) else { return name }
        return LocalText(replaced(local: name.description))
    }

    /// `inet filter forward: hook forward, priority 0, policy drop`.
    private func replaced(baseChain text: String) -> String {
        guard let end = text.firstIndex(of: ":") else { return text }
        let words = text[..<end].split(separator: " ").map { replaced(rule: LocalText($0.utf8)).description }
        return words.joined(separator: " ") + text[end...]
    }

    /// `nginx (pid 812, nginx.service)`; nothing where neither name stands for the site.
    private func replaced(holder text: String) -> String? {
        guard let mark = text.firstRange(of: " (pid "), text.hasSuffix(")") else { return nil }
        let name = String(text[..<mark.lowerBound])
        var place = String(text[mark.lowerBound...].dropLast())
        let program = standIn(for: name)
        var isKnown = program == nil
        if let comma = place.firstRange(of: ", "), let unit = standIn(for: String(place[comma.upperBound...])) {
            place = place[..<comma.upperBound] + unit
            isKnown = false
        }
        return isKnown ? nil : (program ?? name) + place + ")"
    }

    /// A program that is not everybody's goes by a pseudonym, and so do its file and its unit.
    private func learn(program name: LocalText?) {
        guard let name = name?.description, let last = name.split(separator: "/").last,
            !KnownNames.isProgram(String(last)), PrivatePaths.replaced(in: name, by: Self.dropped) == nil
        else { return }
        learntNames.insert(name.lowercased())
    }

    /// The pseudonym of a name that stands for the site elsewhere.
    private func standIn(for own: String) -> String? {
        guard !isLearning, learntNames.contains(own.lowercased()) else { return nil }
        return names.known[own.lowercased()] ?? names.pseudonym(of: own)
    }

    /// Text of the network goes.
    func replaced(_ text: WireText) -> WireText { WireText(dropped(text.description)) }

    /// Names that the site's people gave to the device and to its containers: their own text stays, and these go with it.
    private func learn(namesOf value: any Encodable) {
        switch value {
        case let evidence as NameEvidence:
            if let problem = evidence.configurationProblem { quotations.insert(LocalText(problem).description) }
        case let evidence as HostnameEvidence:
            for name in [evidence.name, evidence.staticName, evidence.configuredName] { learn(name) }
        case let evidence as ConfigurationEvidence:
            learn(evidence.hostname)
        case let evidence as VantageOrigin: _ = evidence.container.map { replaced(local: $0.description) }
        case let evidence as DeploymentEvidence:
            learnFile(evidence.file.description)
            for module in evidence.modules { _ = replaced(local: module.name.description) }
        case let image as DeploymentEvidence.Image: learn(image.repository)
        case let image as ImageEvidence: learn(image.repository)
        case let evidence as PortEvidence: _ = evidence.container.map { replaced(local: $0.description) }
        case let holder as PortEvidence.Holder:
            for name in [holder.name, holder.executable, holder.unit] { learn(program: name) }
        case let place as RulePlace: _ = replaced(place)
        case let state as ForwardingState:
            baseChains.formUnion(state.baseChains.map(\.description))
            for chain in state.baseChains { _ = replaced(baseChain: chain.description) }
        case let speaker as LogSpeaker where speaker.kind == .module: _ = replaced(local: speaker.name.description)
        case let sighting as LogSighting: _ = sighting.module.map { replaced(local: $0.description) }
        default: return
        }
    }

    /// A container by its pseudonym, a file by none.
    private func replaced(_ source: LogSource) -> LogSource {
        switch source {
        case .journal: source
        case .container(let name): .container(LocalText(replaced(local: name.description)))
        case .file(let name): .file(LocalText(dropped(name.description)))
        }
    }

    private func learn(_ name: LocalText?) { _ = name.map { replaced(name: $0.description) } }

    private func redacted(_ text: some ProtocolText) -> String {
        guard let own = text.ownWords else { return dropped(text.description) }
        return own == text.description ? own : own + Self.dropped
    }

    private func dropped(_ text: String) -> String {
        guard !text.isEmpty, text != Self.dropped else { return text }
        if !isLearning { droppedTexts += 1 }
        return Self.dropped
    }

    /// Who issued what stays comparable, and nothing else of it.
    private func redacted(_ certificate: Certificate) -> Structure {
        if !isLearning { certificates.insert(certificate.fingerprint) }
        var members: [String: Structure] = [
            "subject": .text(alias(certificate.subject.description)),
            "issuer": .text(alias(certificate.issuer.description)), "alternativeNames": .list([]),
            "fingerprint": .text(alias(certificate.fingerprint)),
            "publicKeyFingerprint": .text(alias(certificate.publicKeyFingerprint)), "pem": .text(""),
        ]
        if let key = certificate.keyIdentifier { members["keyIdentifier"] = .text(alias(key)) }
        if let key = certificate.issuersKeyIdentifier { members["issuersKeyIdentifier"] = .text(alias(key)) }
        if let isLogged = certificate.isLogged { members["isLogged"] = .boolean(isLogged) }
        if let moment = certificate.notBefore { members["notBefore"] = .text(moment.description) }
        if let moment = certificate.notAfter { members["notAfter"] = .text(moment.description) }
        return .object(members)
    }

    private func alias(_ text: String) -> String {
        "redacted-" + String(hash(text, domain: "certificate") & 0xffff_ffff, radix: 16)
    }

    private func redacted(_ header: HTTPAnswer.Header) -> Structure {
        let name = header.name.description
        let isCommon = HeaderPolicy.common.contains(name)
        let value = HeaderPolicy.kept(header) ?? dropped(header.value.description)
        return .object(["name": .text(isCommon ? name : dropped(name)), "value": .text(value)])
    }

    /// Learns a name of the form NAME:PORT.
    func learnHost(of text: String) {
        guard isLearning else { return }
        let host = text.lastIndex(of: ":").map { text[..<$0] } ?? text[...]
        if (try? HostName(validating: String(host))) != nil { learntNames.insert(host.lowercased()) }
    }

    /// Words about the run itself: a note, a reason, an argument of the command line.
    func sentence(_ text: String) -> String {
        guard !isLearning else {
            _ = RedactedText.replacing(in: text, isKnown: { _ in false }) { word in
                if case .address(let address) = word { learntAddresses.insert(address) }
                if case .prefix(let prefix) = word { learntAddresses.insert(prefix.address) }
                return ""
            }
            return text
        }
        var text = withoutPrivatePaths(text) ?? text
        // Whole names before parts of them: a namespace's path is no word.
        for name in learntNames where name.contains("/") && text.contains(name) {
            text = text.replacing(name, with: names.pseudonym(ofLocal: name))
        }
        return RedactedText.replacing(in: text, isKnown: isKnown) { word in
            switch word {
            case .address(let address): return addresses.pseudonym(of: address).description
            case .prefix(let prefix): return addresses.pseudonym(of: prefix).description
            case .hardware:
                hardware += 1
                return "02:00:00:00:00:00"
            case .name(let name): return names.known[name.lowercased()] ?? names.pseudonym(of: name)
            }
        }
    }

    /// Names of the report, and whatever else is clearly the name of a host.
    private func isKnown(_ word: String) -> Bool {
        if NamePseudonyms.isKept(word) { return false }
        if learntNames.contains(word) { return word.contains(".") || !Self.ordinary.contains(word) }
        guard let dot = word.lastIndex(of: "."), (try? HostName(validating: word)) != nil else { return false }
        let end = String(word[word.index(after: dot)...])
        return (Self.domains.contains(end) || Self.isCountry(end)) && !word.hasPrefix("*")
    }

    /// Every country has two letters (ISO 3166); some of those end files as well.
    private static func isCountry(_ end: String) -> Bool {
        end.utf8.count == 2 && end.utf8.allSatisfy { (0x61...0x7a).contains($0) } && !fileEnds.contains(end)
    }

    private static let fileEnds: Set<String> = ["db", "gz", "js", "ko", "md", "ps", "py", "rs", "sh", "so", "ts", "xz"]

    /// Words of the product's own sentences, which a device may be called as well.
    private static let ordinary: Set<String> = [
        "host", "hub", "edge", "device", "gateway", "router", "proxy", "container", "containers", "docker", "bridge",
        "network", "local", "localhost", "server", "client", "this", "that", "from", "with", "the", "and", "for", "not",
    ]

    /// Ends of names, none of which is the end of a file, a setting or an id that a report names.
    private static let domains: Set<String> = [
        "com", "net", "org", "io", "local", "lan", "internal", "intranet", "corp", "home", "example", "test", "invalid",
        "cloud", "edu", "gov", "info", "biz", "localdomain", "arpa",
    ]
}

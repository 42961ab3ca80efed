import ProbeCore
import ProbeEvidence
@testable import ProbeConfiguration
@testable import ProbeTransport

extension InputDecoder {
    static let files = [
        InputDecoder("resolv.conf", .text, longest: 1 << 16, decodeResolvers),
        InputDecoder("hosts", .text, longest: HostsFile.longest, decodeHosts),
        InputDecoder("toml", .text, longest: ConfigurationFolder.longest, decodeTOML),
        InputDecoder("yaml", .text, longest: ConfigurationFolder.longest, allowance: .tokens, decodeYAML),
        InputDecoder("daemon.json", .text, longest: ConfigurationFolder.longest, decodeDaemonSettings),
        InputDecoder("unit", .text, longest: ConfigurationFolder.longest, decodeUnit),
        InputDecoder("environment-file", .text, longest: ConfigurationFolder.longest, decodeEnvironmentFile),
        InputDecoder("time-servers", .text, longest: ConfigurationFolder.longest, decodeTimeServers),
        InputDecoder(
            "device-files", .text, longest: ConfigurationFolder.longest, allowance: .tokens, DeviceFiles.decode),
        InputDecoder("deployment", .text, longest: DeploymentManifest.longest, allowance: .tokens, decodeDeployment),
        InputDecoder("proxy-url", .text, longest: 65_536, decodeProxy),
        InputDecoder("log", .text, longest: 8 << 20, decodeLog),
        InputDecoder("names", .text, longest: 65_536, decodeNames),
    ]

    @Sendable private static func decodeResolvers(_ bytes: [UInt8]) {
        let configuration = ResolverConfiguration(parsing: bytes)
        let servers = configuration.servers(port: 53)
        precondition(servers.count <= 3)
        precondition(configuration.searchList.count <= 32 && configuration.searchList.allSatisfy(isHarmless))
        precondition(configuration.problem.map(isHarmless) ?? !servers.isEmpty)
        precondition((0...15).contains(configuration.dots) && (0...5).contains(configuration.attempts))
        precondition(configuration.patience.value < 3600)
    }

    @Sendable private static func decodeHosts(_ bytes: [UInt8]) {
        guard let host = try? HostName(validating: "hub.example") else { return }
        precondition(HostsFile(parsing: bytes).addresses(for: host).count <= 64)
    }

    @Sendable private static func decodeLog(_ bytes: [UInt8]) {
        guard let evidence = LogReader.read(bytes) else { return }
        precondition(evidence.sightings.count <= 64 && evidence.lines <= bytes.count)
        precondition(evidence.sightings.allSatisfy { $0.count >= 1 && $0.count <= evidence.lines })
        precondition(evidence.sightings.allSatisfy { isHarmless($0.speaker.name.description) })
        let owned = LogReader.read(bytes, of: .agent)
        precondition(owned?.lines == evidence.lines)
    }

    // MARK: - Languages

    @Sendable private static func decodeTOML(_ bytes: [UInt8]) {
        let text = text(bytes)
        do throws(ConfigurationSyntaxError) {
            let document = try TOMLText.parse(text)
            check(document, bytes)
            _ = EdgeSchema.problems(in: document)
        } catch {
            check(error, bytes)
        }
    }

    @Sendable private static func decodeYAML(_ bytes: [UInt8]) {
        let text = text(bytes)
        do throws(ConfigurationSyntaxError) {
            check(try YAMLText.parse(text), bytes)
        } catch {
            check(error, bytes)
        }
    }

    @Sendable private static func decodeDeployment(_ bytes: [UInt8]) {
        do throws(DeploymentManifest.Malformed) {
            let manifest = try DeploymentManifest(bytes, file: "deployment.json", parent: nil)
            let evidence = manifest.evidence
            precondition(manifest.images.count <= 64 && evidence.modules.count <= 128 && evidence.accounts.count <= 64)
            precondition(evidence.modules.map(\.bindings.count).reduce(0, +) <= 128)
            precondition(evidence.modules.allSatisfy { isHarmless($0.name.description) })
            for value in evidence.unusable ?? [] { check(line: value.line, bytes) }
            for module in evidence.modules { check(line: module.line, bytes) }
        } catch {
            check(line: error.line, bytes)
            precondition(error.column.map { $0 > 0 && $0 <= bytes.count + 1 } ?? true)
        }
    }

    private static func check(_ document: ConfigurationDocument, _ bytes: [UInt8]) {
        let settings = IoTEdgeSettings(document, file: "config")
        for value in settings.unusable { check(line: value.line, bytes) }
    }

    private static func check(_ error: ConfigurationSyntaxError, _ bytes: [UInt8]) { check(line: error.line, bytes) }

    private static func check(line: Int?, _ bytes: [UInt8]) {
        guard let line else { return }
        // A line ends in a line feed, a carriage return, both, or what Unicode and YAML have besides.
        precondition((1...bytes.count + 1).contains(line), "a line of the file")
    }

    @Sendable private static func decodeDaemonSettings(_ bytes: [UInt8]) {
        let settings = DaemonSettings(bytes, file: "daemon.json", command: ["dockerd", "--dns", "192.0.2.1"])
        precondition(settings.problems.count <= 16)
        for problem in settings.problems { check(problem, bytes) }
        precondition(RegistryMirrors(settings.mirrors).named.count <= 4)
    }

    // MARK: - systemd

    @Sendable private static func decodeUnit(_ bytes: [UInt8]) {
        let text = text(bytes)
        for assignment in UnitText.assignments(in: text) {
            check(line: assignment.lines.upperBound, bytes)
            let words = UnitWords(assignment.value)
            for word in words.words { _ = Specifiers.expand(word) }
            _ = DaemonOption.members(in: words.words)
            precondition(
                !Wildcard(assignment.value[...]).matches("") || assignment.value.allSatisfy { $0 == "*" || $0 == "\\" })
        }
    }

    @Sendable private static func decodeEnvironmentFile(_ bytes: [UInt8]) {
        for assignment in EnvironmentFileText(text(bytes)).assignments {
            check(line: assignment.lines.upperBound, bytes)
        }
    }

    @Sendable private static func decodeTimeServers(_ bytes: [UInt8]) {
        let text = text(bytes)
        _ = TimeServers.directives(in: text, file: "chrony.conf")
        _ = TimeServers.timesyncd([("timesyncd.conf", text)])
    }

    // MARK: - Single values

    @Sendable private static func decodeProxy(_ bytes: [UInt8]) {
        let text = text(bytes)
        do throws(ProxyURL.Invalid) {
            let proxy = try ProxyURL.parse(text, source: .configuration)
            precondition(["http", "https"].contains(proxy.scheme))
        } catch {
            precondition(isHarmless(error.description), "no error repeats the text")
        }
    }

    @Sendable private static func decodeNames(_ bytes: [UInt8]) {
        let text = text(bytes)
        if let name = try? HostName(validating: text) {
            precondition(isHarmless(name.description))
            precondition((try? HostName(validating: name.description)) == name)
        }
        if let address = IPAddress(text) { precondition(IPAddress(address.description) == address) }
        if let prefix = IPPrefix(text) { precondition(IPPrefix(prefix.description) == prefix) }
        if let address = SocketAddress(text, defaultPort: 53) {
            precondition(SocketAddress(address.description, defaultPort: 53) == address)
        }
        if let image = ImageReference(text) { precondition(isHarmless(image.repository + image.reference)) }
        precondition(isHarmless(WireText(text).description) && isHarmless(LocalText(text).description))
    }
}

extension WorkAllowance {
    /// YAML is made of tokens first, some for each pair of bytes.
    static let tokens = WorkAllowance(perByte: 6)
}

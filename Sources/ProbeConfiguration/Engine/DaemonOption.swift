import ProbeCore
import ProbeEvidence

/// The members that dockerd takes in daemon.json, and the values that they may have (daemon/config of moby, 20.10 to 29).
enum DaemonOption {
    enum Kind {
        case boolean, integer, text, texts, object, objects
        /// An object whose members are all texts, or all truth values.
        case textsByName, booleansByName
        /// Not looked at: it decodes itself, or the member has no effect.
        case any

        func takes(_ value: Structure) -> Bool {
            // Go leaves what is null as it was.
            switch (self, value) {
            case (_, .null), (.any, _): true
            case (.boolean, .boolean), (.integer, .integer), (.text, .text), (.object, .object): true
            case (.texts, .list(let elements)): elements.allSatisfy { $0.text != nil || $0 == .null }
            case (.objects, .list(let elements)):
                elements.allSatisfy { if case .object = $0 { true } else { $0 == .null } }
            case (.textsByName, .object(let members)):
                members.values.allSatisfy { $0.text != nil || $0 == .null }
            case (.booleansByName, .object(let members)):
                members.values.allSatisfy { $0.boolean != nil || $0 == .null }
            default: false
            }
        }
    }

    static let kinds: [String: Kind] = {
        var kinds: [String: Kind] = [:]
        for (kind, names) in groups {
            for name in names.split(separator: " ") { kinds[String(name)] = kind }
        }
        return kinds
    }()

    private static let groups: [(Kind, String)] = [
        (
            .boolean,
            """
            allow-direct-routing cri-containerd debug experimental icc init ip-forward ip-forward-no-drop ip-masq \
            ip6tables iptables ipv6 live-restore no-new-privileges raw-logs rootless selinux-enabled tls tlsverify \
            userland-proxy
            """
        ),
        (
            .integer,
            """
            cpu-rt-period cpu-rt-runtime max-concurrent-downloads max-concurrent-uploads max-download-attempts mtu \
            network-control-plane-mtu network-diagnostic-port oom-score-adjust shutdown-timeout
            """
        ),
        (
            .text,
            """
            api-cors-header bip bip6 bridge bridge-accept-fwmark cgroup-parent cluster-advertise cluster-store \
            containerd containerd-namespace containerd-plugin-namespace data-root default-cgroupns-mode \
            default-gateway default-gateway-v6 default-ipc-mode default-runtime exec-root firewall-backend fixed-cidr \
            fixed-cidr-v6 graph group host-gateway-ip http-proxy https-proxy init-path ip log-driver log-format \
            log-level metrics-addr no-proxy pidfile seccomp-profile storage-driver swarm-default-advertise-addr \
            tlscacert tlscert tlskey userland-proxy-path userns-remap
            """
        ),
        (
            .texts,
            """
            allow-nondistributable-artifacts authorization-plugins cdi-spec-dirs dns dns-opts dns-search exec-opts \
            host-gateway-ips hosts insecure-registries labels node-generic-resources registry-mirrors storage-opts
            """
        ),
        (.object, "builder default-network-opts default-ulimits runtimes"), (.objects, "default-address-pools"),
        (.textsByName, "cluster-store-opts log-opts"), (.booleansByName, "features"),
        (
            .any,
            """
            add-runtime allow-nondistributable-artifact authorization-plugin cdi-spec-dir config-file \
            containerd-plugins-namespace default-address-pool default-network-opt default-shm-size default-ulimit \
            deprecated-key-path dns-opt exec-opt feature help host insecure-registry label log-opt min-api-version \
            node-generic-resource registry-mirror storage-opt validate version
            """
        ),
    ]

    /// What engines before version 23 refuse.
    static let newer: Set<String> = ["http-proxy", "https-proxy", "no-proxy"]

    /// Members whose own members are not taken for options (flatOptions of moby).
    static let whole: Set<String> = [
        "builder", "cluster-store-opts", "default-network-opts", "default-ulimits", "features", "log-opts", "runtimes",
    ]

    /// Options of the command line that daemon.json calls otherwise.
    private static let names = [
        "H": "hosts", "host": "hosts", "D": "debug", "G": "group", "l": "log-level", "b": "bridge", "p": "pidfile",
        "s": "storage-driver", "g": "data-root", "label": "labels", "registry-mirror": "registry-mirrors",
        "insecure-registry": "insecure-registries", "dns-opt": "dns-opts", "storage-opt": "storage-opts",
        "exec-opt": "exec-opts", "log-opt": "log-opts", "default-ulimit": "default-ulimits",
        "default-address-pool": "default-address-pools", "authorization-plugin": "authorization-plugins",
        "default-network-opt": "default-network-opts", "node-generic-resource": "node-generic-resources",
        "cdi-spec-dir": "cdi-spec-dirs", "feature": "features",
    ]

    /// The members that a command line sets; what may be given in both places is not among them.
    static func members(in command: [String]) -> Set<String> {
        Set(
            command.dropFirst().filter { $0.hasPrefix("-") }.map { word in
                let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
                return names[name] ?? name
            })
    }

    /// The words of a command line that give an option its value, by the member's name: `--registry-mirror=URL`, or the word
    /// behind `--registry-mirror`.
    static func values(
        of member: String, in command: [SystemdUnit.Word]
    ) -> [(value: String, word: SystemdUnit.Word)] {
        command.indices.dropFirst().compactMap { index in
            let word = command[index]
            guard word.text.hasPrefix("-") else { return nil }
            let parts = word.text.drop { $0 == "-" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.map(String.init), names[name] ?? name == member else { return nil }
            if parts.count > 1 { return (value: String(parts[1]), word: word) }
            guard command.indices.contains(index + 1) else { return nil }
            return (value: command[index + 1].text, word: word)
        }
    }

    /// The switches that a command line sets: `--iptables=false`, or `--iptables` alone, as Go reads truth values (strconv).
    static func switches(in command: [SystemdUnit.Word]) -> [EngineSwitch] {
        command.dropFirst().compactMap { word -> EngineSwitch? in
            guard word.text.hasPrefix("--") else { return nil }
            let parts = word.text.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ EngineSwitch.Name(rawValue: String($0)) }) else { return nil }
            let isOn: Bool? =
                switch parts.count > 1 ? String(parts[1]) : "true" {
                case "1", "t", "T", "true", "TRUE", "True": true
                case "0", "f", "F", "false", "FALSE", "False": false
                default: nil
                }
            return isOn.map { EngineSwitch(name: name, isOn: $0, file: LocalText(word.file), line: word.line) }
        }
    }
}

import ProbeCore
import ProbeFindings

/// What takes the place of Docker's commands where the engine is Podman, which has neither Docker's unit nor its file.
extension Prescription {
    /// Remedies for the engine that answered; those that only Docker could carry out are left out, unless nothing is left then:
    /// what is to be done is said even where no command of Podman's does it.
    func forItsEngine(_ remedies: [Remedy]) -> [Remedy] {
        guard facts.isPodman else { return remedies }
        let carriedOut = remedies.compactMap { remedy -> Remedy? in
            switch remedy.id {
            case .restoreMasquerade: return reloadedNetworks
            case .engineDNS: return resolversOfPodman
            case .moveBridge: return poolsOfPodman
            case .networkMTU: return narrowNetworksOfPodman
            default:
                let translated = inWordsOfPodman(remedy)
                return remedy.commands.isEmpty || !translated.commands.isEmpty ? translated : nil
            }
        }
        return carriedOut.isEmpty ? remedies.map(inWordsOfPodman).filter { !$0.steps.isEmpty } : carriedOut
    }

    /// As it is, but for what calls Docker or writes its file: Podman's commands for containers are the same in name and form.
    private func inWordsOfPodman(_ remedy: Remedy) -> Remedy {
        let commands = remedy.commands.map { command in
            command.dialect.isOfShell
                ? Remedy.Command(command.dialect, Self.translated(command.text), on: command.machine) : command
        }
        return Remedy(
            id: remedy.id, owner: remedy.owner, title: remedy.title, steps: remedy.steps,
            commands: commands.filter { !Self.isOfDocker($0) })
    }

    /// Not its commands for networks, whose descriptions have another form (podman-network-inspect(1)).
    private static func translated(_ text: String) -> String {
        ["ps", "inspect", "start", "stop", "restart", "update", "run", "rm"].reduce(text) { text, verb in
            text.replacing("docker \(verb) ", with: "podman \(verb) ")
        }
    }

    /// The zone `docker` of firewalld's is asked for there before it is used, and no engine is called.
    private static func isOfDocker(_ command: Remedy.Command) -> Bool {
        switch command.dialect {
        case .daemonJSON: true
        case .firewalld, .request, .createOptions: false
        default:
            command.text.split { !$0.isLetter && !$0.isNumber }.contains { $0 == "docker" || $0 == "dockerd" }
        }
    }

    /// Podman writes its rules when a container starts, and a reload of firewalld takes them away (podman-network-reload(1)).
    private var reloadedNetworks: Remedy {
        remedy(
            .restoreMasquerade, "Let Podman write its rules again.",
            [
                """
                Podman writes them when a container starts; a firewall that was reloaded since has removed them. The service \
                netavark-firewalld-reload does this after each reload of firewalld, where it is installed:
                """
            ],
            [
                Remedy.Command(
                    .shell,
                    """
                    podman network reload --all
                    systemctl enable --now netavark-firewalld-reload.service \\
                      2>/dev/null || :
                    """)
            ])
    }

    private var resolversOfPodman: Remedy? {
        let resolvers = resolversForContainers
        guard !resolvers.isEmpty else {
            return finding.cause == .dnsContainerSplitView ? resolverOfTheName : nil
        }
        let list = resolvers.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        return remedy(
            .engineDNS, owner: .containerEngine, "Name the site's resolvers for Podman (containers.conf(5)).",
            [
                "Containers take the list when they are made: remove those that are there, and IoT Edge makes them again."
            ] + (finding.cause == .dnsContainerSplitView ? [Self.askedAlone] : []),
            [
                Remedy.Command(
                    .shell,
                    Self.podmanFile("50-resolvers", "[containers]\ndns_servers = [\(list)]"))
            ])
    }

    private var poolsOfPodman: Remedy {
        let base = (freeRange?.address.bytes ?? [192, 168, 192, 0]).map { Int($0) }
        let first = "\(base[0]).\(base[1])"
        return remedy(
            .moveBridge, owner: .containerEngine, "Move Podman's networks to addresses that nobody else uses.",
            [
                """
                Networks that were created keep their subnet: remove each with its containers (podman network rm), and IoT Edge \
                makes them again.
                """
            ],
            [
                Remedy.Command(
                    .shell,
                    Self.podmanFile(
                        "50-subnets",
                        """
                        [network]
                        default_subnet = "\(first).\(base[2] + 8).0/24"
                        default_subnet_pools = [
                          { "base" = "\(first).\(base[2] + 16).0/20", "size" = 24 }
                        ]
                        """))
            ])
    }

    /// A network has its MTU from its creation (podman-network-create(1), `--opt mtu`).
    private var narrowNetworksOfPodman: Remedy {
        let networks = finding.vantages.compactMap(Self.engineNetwork)
        let names = networks.isEmpty ? ["azure-iot-edge"] : networks
        let size: Sentence = facts.egressMTU.map { "\($0)" } ?? "that MTU"
        return remedy(
            .networkMTU, owner: .containerEngine,
            "Give the \(.network, names.map { LocalText($0) }) the MTU of the way out.",
            [
                """
                Remove each with its containers (podman network rm), and create it with podman network create, its driver's option mtu \
                being \(size), before IoT Edge starts again.
                """
            ])
    }

    /// A file of its own beside what an administrator wrote, written whole; a line a word, which no margin changes.
    private static func podmanFile(_ name: String, _ content: String) -> String {
        let lines = content.split(separator: "\n").map { Shell.quoted($0) }
        return """
            folder=/etc/containers/containers.conf.d
            mkdir -p "$folder"
            printf '%s\\n' \\
              \(lines.joined(separator: " \\\n  ")) \\
              > "$folder/\(name).conf"
            """
    }
}

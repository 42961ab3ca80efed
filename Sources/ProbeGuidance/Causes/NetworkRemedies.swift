import ProbeCore
import ProbeFindings

/// Remedies for the networks that the engine was told to make.
extension Prescription {
    var containerNotMeasured: [Remedy] {
        var commands: [Remedy.Command] = []
        if case .network(let name, _)? = finding.location.culprit, Shell.isName(name.description) {
            let start = Change(
                unless: "docker start edgeprobe-there 2>/dev/null",
                """
                docker run --detach --rm --name edgeprobe-there \\
                  --network \(name) \\
                  "${IMAGE:?set IMAGE to an image of this device}" sleep 600
                """)
            commands = [Remedy.Command(.shell, start.text)]
        }
        return [
            remedy(
                .measureContainer, "Run a container on the network, and measure again.",
                [
                    """
                    Any image that the device has will do, edgeAgent's own as well. Give it an address that nothing else on \
                    the site's network has.
                    """
                ], commands)
        ]
    }

    var containerNetworkInternal: [Remedy] {
        guard case .network(let name, let subnets)? = finding.location.culprit, Shell.isName(name.description) else {
            return [
                remedy(
                    .recreateNetwork, "Create the network again, without --internal.",
                    ["The engine decides it when a network is created; IoT Edge creates its own where it is missing."])
            ]
        }
        return [
            remedy(
                .recreateNetwork, "Create the network \(network: name) again, without --internal.",
                [
                    """
                    The engine decides it when a network is created. Running modules are taken off it and put back on, \
                    which interrupts them.
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        Self.recreation(
                            of: [name.description], where: "[ \"$(inspect '{{.Internal}}')\" = true ]",
                            options: Self.options(for: subnets)))
                ])
        ]
    }

    /// The ranges that a network keeps when it is made again.
    static func options(for subnets: [IPPrefix]) -> String {
        subnets.map { "--subnet \($0) " }.joined() + (subnets.contains { $0.family == .v6 } ? "--ipv6 " : "")
    }

    /// Makes networks of the engine again with other options, where they have not been made so already; what runs on one
    /// is taken off it and put back on, with the names that it has there: modules know edgeHub by one of them.
    ///
    /// - Parameters:
    ///   - networks: names that a shell takes as they are.
    ///   - condition: a test of `$network`, of which `inspect` writes what a template asks for.
    ///   - options: of `docker network create`, each with a blank behind it.
    ///   - preparation: what the condition and the options need, before the first network.
    ///   - isRanged: the options have the network's ranges, which it else keeps.
    /// - Returns: text for a root shell.
    static func recreation(
        of networks: [String], where condition: String, options: String, preparation: String? = nil,
        isRanged: Bool = true
    ) -> String {
        let ranges = isRanged ? "" : Self.ranges
        return """
            \(preparation.map { $0 + "\n" } ?? "")inspect() { docker network inspect "$network" --format "$1"; }
            for network in \(networks.joined(separator: " ")); do
              \(condition) || continue
              members=$(inspect '{{range .Containers}}{{.Name}} {{end}}')
              names="index .NetworkSettings.Networks \\"$network\\""
              names="{{range ($names).Aliases}}--alias {{.}} {{end}}"
              connections=$(for member in $members; do
                echo "$(docker inspect "$member" --format "$names")" \\
                  "$network $member"
              done)
            \(ranges)  for member in $members; do
                docker network disconnect --force "$network" "$member"
              done
              docker network rm "$network"
              docker network create \(options)\(isRanged ? "" : "$ranges ")\\
                "$network"
              echo "$connections" | while read -r connection; do
                [ -z "$connection" ] || docker network connect $connection
              done
            done
            """
    }

    /// What a network has of subnets, as options of the one that takes its place.
    private static let ranges = """
          range='{{range .IPAM.Config}}--subnet {{.Subnet}} {{end}}'
          ranges=$(inspect "$range")
          ranges="$ranges$(inspect '{{if .EnableIPv6}}--ipv6{{end}}')"

        """
}

import ProbeCore
import ProbeFindings

/// Remedies for the networks that the engine was told to make.
extension Prescription {
    var containerNotMeasured: [Remedy] {
        var commands: [Remedy.Command] = []
        if case .network(let name, _)? = finding.location.culprit, Shell.isName(name.description) {
            commands = [
                Remedy.Command(
                    .shell,
                    """
                    image="${IMAGE:?set IMAGE to an image that this device has}"
                    docker run --detach --name edgeprobe-there \\
                      --network \(name) "$image" sleep 600
                    """)
            ]
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
        let options =
            subnets.map { "--subnet \($0) " }.joined() + (subnets.contains { $0.family == .v6 } ? "--ipv6 " : "")
        return [
            remedy(
                .recreateNetwork, "Create the network \(network: name.description) again, without --internal.",
                [
                    """
                    The engine decides it when a network is created. Running modules are taken off it and put back on, \
                    which interrupts them.
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        network=\(name)
                        inspect() { docker network inspect "$network" --format "$1"; }
                        if [ "$(inspect '{{.Internal}}')" = true ]; then
                          members=$(inspect '{{range .Containers}}{{.Name}} {{end}}')
                          for member in $members; do
                            docker network disconnect --force $network "$member"
                          done
                          docker network rm $network
                          docker network create \(options)\\
                            $network
                          for member in $members; do
                            docker network connect $network "$member"
                          done
                        fi
                        """)
                ])
        ]
    }
}

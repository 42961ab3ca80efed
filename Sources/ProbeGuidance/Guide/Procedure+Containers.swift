import ProbeCore
import ProbeFindings

/// Procedures about the networks that containers live in.
extension Procedure {
    static let containerDNS = Procedure(
        "Names that resolve on the host and not in containers",
        [
            """
            Modules live in a network of the engine's, and ask the resolvers that the engine gives them: not a stub on \
            127.0.0.1, not /etc/hosts. edgeAgent then reports an empty configuration, and no module starts.
            """,
            """
            edgeprobe asks each resolver from the containers' place, and prints these lines with the site's own resolvers \
            filled in. Below, 192.0.2.53 stands for one of them.
            """,
        ],
        [
            Part(
                .linux(nil),
                [
                    "What the host asks, and what edgeAgent was given:",
                    .shell(
                        """
                        resolvectl dns || cat /etc/resolv.conf
                        sudo docker exec edgeAgent cat /etc/resolv.conf
                        """),
                    """
                    For all modules: this member into /etc/docker/daemon.json, beside what is there. Of a snap the file is \
                    /var/snap/docker/current/config/daemon.json.
                    """,
                    .json("{ \"dns\": [\"192.0.2.53\"] }"),
                    .shell(
                        """
                        sudo nano /etc/docker/daemon.json
                        python3 -m json.tool /etc/docker/daemon.json >/dev/null &&
                          sudo systemctl restart docker
                        """),
                    "Of a snap instead: sudo snap restart docker",
                ]),
            Part(
                .virtualMachine,
                [
                    "First the resolvers of the virtual machine; it takes them when it starts:",
                    .powershell(
                        """
                        Get-EflowVmEndpoint
                        $endpoint = Read-Host 'Name of the endpoint'
                        $server = Read-Host 'Address of a resolver of the site'
                        Set-EflowVmDNSServers -vendpointName $endpoint -dnsServers @($server)
                        Stop-EflowVm
                        Start-EflowVm
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    """
                    The same member in daemon.json. The file's folder is C:\\ProgramData\\iotedge-moby\\config, of early \
                    installations C:\\ProgramData\\iotedge-moby-data\\config. As administrator:
                    """,
                    .powershell(
                        """
                        notepad 'C:\\ProgramData\\iotedge-moby\\config\\daemon.json'
                        Restart-Service iotedge-moby -Force
                        """),
                ]),
            Part(
                .elsewhere,
                [
                    "For some modules only, in createOptions of each, edgeAgent and edgeHub among them:",
                    .json("{ \"HostConfig\": { \"Dns\": [\"192.0.2.53\"] } }"),
                    "A wrong address here cuts edgeAgent off from the hub, and with it from the deployment that would mend it.",
                ]),
        ], related: [.ports, .configuration])

    static let agentStops = Procedure(
        "edgeAgent that runs for a minute and stops",
        [
            """
            edgeAgent tries AMQP on 5671, half a minute later a WebSocket on 443, and ends when both failed. Another \
            transport does not help: find out where packets of the containers' network end.
            """,
            """
            Containers leave by a bridge on Linux, by NAT on Windows. A VPN on the host often takes their packets, or the \
            answers to them.
            """,
        ],
        [
            Part(
                .linux(nil),
                [
                    "The host's columns beside the containers' tell which of the two it is:",
                    .shell("sudo edgeprobe --hub \"${HUB:?set HUB to the name of the hub}\""),
                    "By hand: the networks' subnets, routes and rules, forwarding, masquerading.",
                    .shell(
                        """
                        sudo docker network inspect azure-iot-edge bridge \\
                          --format '{{.Name}}{{range .IPAM.Config}} {{.Subnet}}{{end}}'
                        ip rule
                        ip route show table all | grep -e default -e tun -e wg
                        sysctl net.ipv4.ip_forward
                        sudo iptables -t nat -S POSTROUTING
                        """),
                    """
                    Then keep the VPN away from the bridges' subnets (split tunnel), let them through the FORWARD chain, or \
                    give the host its default route back.
                    """,
                ]),
            Part(
                .windowsContainers,
                [
                    "The default routes with their metrics, the NAT networks, and the engine's:",
                    .powershell(
                        """
                        Get-NetRoute -DestinationPrefix 0.0.0.0/0 | Sort-Object RouteMetric
                        Get-NetNat
                        docker -H npipe:////./pipe/iotedge_moby_engine network inspect nat
                        """),
                    """
                    With the VPN disconnected, start edgeAgent again. If it stays, the VPN has to leave the NAT network's \
                    prefix alone: split tunnelling, or a prefix that it does not claim.
                    """,
                    .powershell("iotedge restart edgeAgent"),
                ]),
        ], related: [.containerDNS, .forwarding, .ports])

    static let forwarding = Procedure(
        "Containers whose packets the host does not forward",
        ["Modules reach nothing outside while the host does: the host has to forward for them."],
        [
            Part(
                .linux(nil),
                [
                    .shell(
                        """
                        sysctl net.ipv4.ip_forward
                        sudo iptables -S FORWARD
                        """),
                    "Switch it on, and keep it on:",
                    .shell(
                        """
                        echo 'net.ipv4.ip_forward=1' |
                          sudo tee /etc/sysctl.d/zz-iot-edge-forwarding.conf
                        sudo sysctl -w net.ipv4.ip_forward=1
                        sudo systemctl restart docker
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    "The value takes a restart of the machine.",
                    .powershell(
                        """
                        $key = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters'
                        New-ItemProperty -Path $key -Name IPEnableRouter -Force `
                          -PropertyType DWord -Value 1
                        Restart-Computer -Confirm
                        """),
                ]),
        ], related: [.agentStops, .containerDNS])

    static let modemMTU = Procedure(
        "Networks whose packets are too large for the way out",
        [
            """
            An LTE modem, PPPoE or a VPN carries less than the 1500 bytes that the engine's networks assume: small packets \
            pass, handshakes hang, edgeAgent reports transient network errors and an empty configuration.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "The way out, and the network:",
                    .shell(
                        """
                        ip -o link | awk '{ print $2, $4, $5 }'
                        sudo docker network inspect azure-iot-edge --format '{{json .Options}}'
                        """),
                    """
                    daemon.json's mtu does not reach networks that were made: azure-iot-edge is made anew, without containers in \
                    it. edgeprobe prints this with the MTU that it found (mtu.bridge-mismatch). With edgeHub's container go \
                    messages that were not sent yet, unless its storage is on the host.
                    """,
                ]),
            Part(
                .linux(.current),
                [
                    .shell(
                        """
                        (
                          : "${MTU:?set MTU to that of the way out}"
                          sudo iotedge system stop
                          sudo docker rm -f $(sudo docker ps -aq --filter network=azure-iot-edge)
                          sudo docker network rm azure-iot-edge
                          sudo docker network create azure-iot-edge \\
                            --opt com.docker.network.driver.mtu="${MTU:?}"
                          sudo iotedge config apply
                        )
                        """)
                ]),
            Part(
                .linux(.old),
                [
                    .shell(
                        """
                        (
                          : "${MTU:?set MTU to that of the way out}"
                          sudo systemctl stop iotedge
                          sudo docker rm -f $(sudo docker ps -aq --filter network=azure-iot-edge)
                          sudo docker network rm azure-iot-edge
                          sudo docker network create azure-iot-edge \\
                            --opt com.docker.network.driver.mtu="${MTU:?}"
                          sudo systemctl start iotedge
                        )
                        """)
                ]),
            Part(
                .windowsContainers,
                [
                    "Compare the MTU of the way out with that of the container's adapter, and set the latter:",
                    .powershell(
                        """
                        Get-NetIPInterface -AddressFamily IPv4 | Format-Table InterfaceAlias, NlMtu
                        $alias = Read-Host 'InterfaceAlias of the NAT network'
                        Set-NetIPInterface -InterfaceAlias $alias -NlMtuBytes 1400
                        """),
                ]),
        ], related: [.containerDNS, .agentStops])
}

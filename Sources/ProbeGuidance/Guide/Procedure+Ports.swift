import ProbeCore
import ProbeFindings

/// Procedures about ports, let out and published.
extension Procedure {
    static let ports = Procedure(
        "Which ports a firewall has to let out, and in",
        [
            """
            All connections begin at the device. Nothing has to be let in from outside; downstream devices come from the \
            inside, to the ports that edgeHub publishes.
            """,
            "One transport is enough for messages, but 443 is always needed: identity, provisioning, images.",
        ],
        [
            Part(
                .elsewhere,
                [
                    .show(
                        Table(
                            ["Protocol", "Port", "Out, default", "In, default", "Advice"],
                            [
                                [
                                    "HTTPS", "443", "open", "closed",
                                    """
                                    Always needed, for AMQP and MQTT inside WebSockets as well. In from the inside only, for \
                                    downstream devices with methods or WebSockets.
                                    """,
                                ],
                                [
                                    "AMQP", "5671", "open", "closed",
                                    """
                                    What edgeAgent and edgeHub use unless they are told otherwise; may be closed where \
                                    UpstreamProtocol names another. In from the inside only, for downstream devices with AMQP.
                                    """,
                                ],
                                [
                                    "MQTT", "8883", "closed", "closed",
                                    """
                                    Open it out where UpstreamProtocol is Mqtt. In from the inside only, for downstream devices \
                                    with MQTT.
                                    """,
                                ],
                                [
                                    "without TLS", "80, 1883, 5672", "closed", "closed",
                                    "IoT Edge speaks none of them: never open these.",
                                ],
                            ])),
                    """
                    Allow by name: addresses of a hub change. In Azure by the service tag AzureIoTHub. No TLS inspection for \
                    these names.
                    """,
                ]),
            Part(
                .linux(nil),
                [
                    """
                    The request for the network team, with every name and port; then the same for this device's own firewall \
                    (--dialect: nftables, iptables, ufw, firewalld):
                    """,
                    .shell(
                        """
                        edgeprobe rules --hub "${HUB:?set HUB to the name of the hub}"
                        edgeprobe rules --hub "${HUB:?}" --dialect nftables
                        """),
                    "What gets through today:",
                    .shell("sudo edgeprobe --hub \"${HUB:?set HUB to the name of the hub}\""),
                ]),
            Part(
                .virtualMachine,
                [
                    "The virtual machine leaves through the Windows host: both firewalls have to let it pass."
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        $hub = Read-Host 'Name of the hub'
                        foreach ($port in 443, 5671, 8883) {
                          Test-NetConnection $hub -Port $port |
                            Format-Table RemoteAddress, RemotePort, TcpTestSucceeded
                        }
                        """),
                    "Rules for Windows Defender Firewall: edgeprobe rules --dialect powershell, on any Linux machine.",
                ]),
        ], related: [.proxy, .agentStops])

    static let edgeHubPort = Procedure(
        "Ports that edgeHub cannot publish",
        [
            """
            edgeHub publishes 443, 5671 and 8883 for downstream devices. It does not start while anybody else holds one of \
            them; on 443 that is usually a web server.
            """
        ],
        [
            Part(
                .linux(nil),
                [
                    "Who holds them: a process, or a container. edgeprobe names it too (host.port-conflict), with its unit.",
                    .shell(
                        """
                        sudo ss -Hltnp '( sport = :443 or sport = :5671 or sport = :8883 )'
                        sudo docker ps --filter publish=443
                        """),
                    "The unit of a process, then stop it for good:",
                    .shell(
                        """
                        systemctl --no-pager status "${PID:?set PID to the number that ss names}"
                        sudo systemctl disable --now "${UNIT:?set UNIT to the unit}"
                        sudo iotedge restart edgeHub
                        """),
                ]),
            Part(
                .windowsContainers,
                [
                    "Process 4 is Windows itself, on behalf of a web site (IIS).",
                    .powershell(
                        """
                        Get-NetTCPConnection -State Listen -LocalPort 443, 5671, 8883 |
                          Format-Table LocalAddress, LocalPort, OwningProcess
                        netsh http show servicestate view=requestq
                        """),
                    "Stop what holds the port, such as IIS, then:",
                    .powershell(
                        """
                        Stop-Service W3SVC
                        Set-Service W3SVC -StartupType Disabled
                        iotedge restart edgeHub
                        """),
                ]),
            Part(
                .elsewhere,
                [
                    """
                    Without downstream devices edgeHub needs no published port: take PortBindings out of its createOptions (in \
                    the portal: Set modules, Runtime settings, edgeHub, Container create options). Or publish another one:
                    """,
                    .json(
                        """
                        {
                          "HostConfig": {
                            "PortBindings": {
                              "5671/tcp": [{ "HostPort": "5671" }],
                              "443/tcp": [{ "HostPort": "8443" }]
                            }
                          }
                        }
                        """),
                ]),
        ], related: [.ports, .restart])
}

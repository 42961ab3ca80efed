import ProbeCore
import ProbeFindings

/// Procedures about what a site has in the way: a proxy, TLS inspection, a gateway above.
extension Procedure {
    static let proxy = Procedure(
        "A proxy as the only way out",
        [
            """
            Four places need it: the engine that pulls images, the service with the device's identity, edgeAgent and \
            edgeHub. Only WebSockets go through a proxy, so that both modules need a WebSocket transport. The proxy's URL \
            begins with http://.
            """,
            "edgeprobe asks the proxy for the hub, and says which of the places differ (proxy.env-mismatch).",
        ],
        [
            Part(
                .linux(.current),
                [
                    "Engine and services: the same drop-in for docker, aziot-identityd and aziot-edged.",
                    .shell("sudo systemctl edit docker.service"),
                    .unit(
                        """
                        [Service]
                        Environment=HTTPS_PROXY=http://proxy.example:3128
                        Environment=https_proxy=http://proxy.example:3128
                        """),
                    .shell("sudo systemctl restart docker aziot-identityd aziot-edged"),
                    "edgeAgent, in /etc/aziot/config.toml, then: sudo iotedge config apply",
                    .toml(
                        """
                        [agent.env]
                        https_proxy = "http://proxy.example:3128"
                        UpstreamProtocol = "AmqpWs"
                        """),
                ]),
            Part(
                .linux(.old),
                [
                    "The same drop-in for docker and iotedge, and in /etc/iotedge/config.yaml:",
                    .unit(
                        """
                        [Service]
                        Environment=HTTPS_PROXY=http://proxy.example:3128
                        Environment=https_proxy=http://proxy.example:3128
                        """),
                    .yaml(
                        """
                        agent:
                          env:
                            https_proxy: "http://proxy.example:3128"
                            UpstreamProtocol: "AmqpWs"
                        """),
                    .shell("sudo systemctl restart docker iotedge"),
                ]),
            Part(
                .windowsContainers,
                [
                    "Engine and daemon are services, which get the variable by the registry; then config.yaml as on Linux.",
                    .powershell(
                        """
                        $services = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services'
                        foreach ($name in 'iotedge', 'iotedge-moby') {
                          New-ItemProperty -Path "$services\\$name" -Name Environment -Force `
                            -PropertyType MultiString -Value 'https_proxy=http://proxy.example:3128'
                        }
                        Restart-Service iotedge-moby -Force
                        Restart-Service iotedge
                        """),
                ]),
            Part(
                .elsewhere,
                [
                    "edgeHub, edgeAgent and modules that speak to the cloud themselves, in the deployment:",
                    .json(
                        """
                        {
                          "env": {
                            "https_proxy": { "value": "http://proxy.example:3128" },
                            "UpstreamProtocol": { "value": "AmqpWs" }
                          }
                        }
                        """),
                    "The proxy has to let CONNECT to the hub, the registries and DPS pass, without TLS inspection.",
                ]),
        ], related: [.ports, .certificates, .imageAccess])

    static let certificates = Procedure(
        "Certificates that IoT Edge does not trust",
        [
            """
            Where a site opens TLS, its own certificate answers in the hub's place. The best remedy is an exemption for the \
            hub's names; edgeprobe shows whose certificate it is (tls.intercepted), and `edgeprobe rules` what to ask for.
            """,
            "Otherwise the site's root has to be known in two places: to the host's programs, and to the modules.",
        ],
        [
            Part(
                .linux(.current),
                [
                    "The host's store, for engine and services (Debian and Ubuntu):",
                    .shell(
                        """
                        sudo cp "${ROOT:?set ROOT to the file with the root of the site, in PEM}" \\
                          /usr/local/share/ca-certificates/site-root.crt
                        sudo update-ca-certificates
                        sudo systemctl restart docker
                        """),
                    "The modules, in /etc/aziot/config.toml above its first table; then: sudo iotedge config apply",
                    .toml("trust_bundle_cert = \"file:///usr/local/share/ca-certificates/site-root.crt\""),
                ]),
            Part(
                .linux(.old),
                [
                    .shell(
                        """
                        sudo cp "${ROOT:?set ROOT to the file with the root of the site, in PEM}" \\
                          /usr/local/share/ca-certificates/site-root.crt
                        sudo update-ca-certificates
                        sudo systemctl restart docker iotedge
                        """),
                    """
                    The modules take it as trusted_ca_certs below certificates in /etc/iotedge/config.yaml, which then needs \
                    the device's own certificate and key beside it.
                    """,
                ]),
            Part(
                .windowsContainers,
                [
                    .powershell(
                        """
                        $root = Read-Host 'File of the root'
                        Import-Certificate -FilePath $root -CertStoreLocation Cert:\\LocalMachine\\Root
                        Restart-Service iotedge-moby -Force
                        Restart-Service iotedge
                        """),
                    "The modules: trusted_ca_certs in C:\\ProgramData\\iotedge\\config.yaml, as on Linux.",
                ]),
        ], related: [.clock, .proxy])

    static let parent = Procedure(
        "A gateway above this one",
        [
            """
            A device with parent_hostname gets everything from its parent: identity, messages and images, over 443 of the \
            parent. It reports that it could not perform an HTTP request while the parent does not answer.
            """,
            "With parent_hostname set, edgeprobe measures to the parent, in the hub's place.",
        ],
        [
            Part(
                .linux(.current),
                [
                    "On the child: which parent it is told, and whether that answers.",
                    .shell(
                        """
                        grep -n '^ *parent_hostname' /etc/aziot/config.toml
                        sudo edgeprobe
                        """),
                    "On the parent: what is published. 443 is needed, 8883 and 5671 as the children use them.",
                    .shell("sudo docker ps --format '{{.Names}} {{.Ports}}'"),
                ]),
            Part(
                .elsewhere,
                [
                    """
                    The parent's firewall lets the children's network in to 443 (6617 where an old proxy module publishes that), \
                    from the inside only. The child trusts the parent's root: trust_bundle_cert.
                    """
                ]),
        ], related: [.certificates, .ports, .edgeHubPort])
}

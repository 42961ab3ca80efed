import ProbeCore
import ProbeFindings

extension Prescription {
    /// Remedies for proxies and portals.
    var proxyRemedies: [Remedy]? {
        let proxy = proxyURL ?? "the proxy"
        let names = Opening.needed(by: assignment, addresses: [:]).map(\.destination.text)
        let list = Array(Set(names)).sorted().joined(separator: ", ")
        let ports = Opening.ports(for: assignment.upstream).map(String.init).joined(separator: " and ")
        switch finding.cause {
        case .portalCaptive:
            return [
                remedy(
                    .exemptFromPortal, "Ask the network team to exempt the device from the login page (paste this):",
                    [],
                    request(
                        """
                        The network answers this gateway's connections with a login page (captive portal), which no \
                        device can fill in.
                        """,
                        """
                        Please exempt the gateway, by its hardware address, from the portal, or put it into a network \
                        without one.
                        """,
                        "It needs outbound TCP \(ports) to \(list)."))
            ]
        case .proxyUnreachable:
            return [
                remedy(
                    .reachProxy, "Let the device reach its proxy, or correct the proxy's address.", [comparison],
                    request("Please let the gateway and the containers on it reach \(proxy)."))
            ]
        case .proxyAuthRequired:
            return [
                remedy(
                    .exemptFromAuthentication, owner: .proxy, "Ask the proxy's administrator (paste this):", [],
                    request(
                        "Please let the gateway use \(proxy) for \(list) (CONNECT to TCP 443) without authentication,",
                        "or give it an account for Basic authentication: IoT Edge supports neither NTLM nor Negotiate.")
                ),
                configureProxy(
                    .proxyCredentials,
                    "With an account for Basic authentication: put it into the proxy's URL in all four places.",
                    steps: [
                        """
                        Use http://USER:PASSWORD@HOST:PORT with special characters percent-encoded; the files hold a \
                        secret then: chmod 600.
                        """
                    ]),
            ]
        case .proxyDenied, .proxyPortDenied:
            return [
                remedy(
                    .allowAtProxy, owner: .proxy, "Ask the proxy's administrator (paste this):", [],
                    request(
                        "Please let \(proxy) open tunnels (CONNECT) to TCP 443 of: \(list); without TLS inspection.",
                        "WebSocket connections stay open for hours: please allow at least 30 minutes without traffic."))
            ] + (finding.cause == .proxyPortDenied ? webSocketInstead : [])
        case .proxyRequired:
            return [
                configureProxy(
                    .useProxy, "Use the proxy in all four places, and WebSocket, the only transports that use one.")
            ]
        case .proxySchemeUnsupported:
            return [
                configureProxy(
                    .httpProxyURL,
                    "Write the proxy's URL with http:// in all four places; https:// is not supported.")
            ]
        case .proxyEnvMismatch:
            return [configureProxy(.sameProxy, "Give all four places the same proxy.")]
        default:
            return nil
        }
    }

    /// `http://HOST:PORT` of the configured proxy, from parsed parts only.
    private var proxyURL: String? { assignment.proxy.map { "http://\($0)" } }

    private var comparison: Sentence {
        if let proxy = assignment.proxy {
            """
            Compare http://\(proxy) with what the proxy's administrator says; containers have to reach and resolve it \
            too.
            """
        } else {
            """
            Compare the proxy with what the proxy's administrator says; containers have to reach and resolve it too.
            """
        }
    }

    private func configureProxy(_ id: RemedyID, _ title: Sentence, steps: [Sentence] = []) -> Remedy {
        let url = proxyURL.map { Shell.quoted($0) } ?? "\"${PROXY:?set PROXY to the proxy's http:// URL}\""
        let isMQTT = assignment.upstream == .mqtt || assignment.upstream == .mqttOverWebSocket
        let transport = (isMQTT ? Transport.mqttOverWebSocket : .amqpOverWebSocket).upstreamProtocol
        return remedy(
            id, owner: .device, title,
            steps + [
                "1 and 2: the engine and the IoT Edge daemons, by systemd drop-ins (below).",
                """
                3: edgeAgent: under [agent.env] in /etc/aziot/config.toml set https_proxy to the same URL and \
                UpstreamProtocol = "\(transport)", then: iotedge config apply
                """,
                "4: edgeHub and other modules: the same two variables in the deployment manifest.",
            ],
            [
                Remedy.Command(
                    .systemd,
                    """
                    proxy=\(url)
                    for unit in docker aziot-edged aziot-identityd; do
                      folder="/etc/systemd/system/$unit.service.d"
                      mkdir -p "$folder"
                      printf '[Service]\\nEnvironment="https_proxy=%s"\\n' \\
                        "$proxy" > "$folder/proxy.conf"
                    done
                    systemctl daemon-reload
                    systemctl restart docker aziot-identityd aziot-edged
                    """)
            ]
                + (proxyURL.map { url in
                    [
                        Remedy.Command(
                            .createOptions,
                            "{ \"Env\": [\n  \"https_proxy=\(url)\",\n  \"UpstreamProtocol=\(transport.text)\" ] }")
                    ]
                } ?? []))
    }
}

import ProbeCore
import ProbeFindings

/// Remedies for proxies and portals.
extension Prescription {
    var portalCaptive: [Remedy] {
        let ports = FirewallOpening.ports(for: assignment.upstream)
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
                    "It needs outbound TCP \(ports) to \(neededNames)."))
        ]
    }

    var proxyUnreachable: [Remedy] {
        if finding.location.kind == .containerHost { return [proxyForContainers] }
        return [
            remedy(
                .reachProxy, "Let the device reach its proxy, or correct the proxy's address.", [comparison],
                request("Please let the gateway and the containers on it reach \(proxyTitle)."))
        ]
    }

    /// The host finds it, by a name or an address that is of no use inside a container.
    private var proxyForContainers: Remedy {
        let port = Int(assignment.proxy?.port ?? 3128)
        return assignment.isProxyOnLoopback
            ? remedy(
                .reachProxy,
                "Let the proxy listen at an address that containers reach, and name that one in all four places.",
                [
                    """
                    An address of this device serves them, such as that of the engine's bridge (often 172.17.0.1): cntlm takes it \
                    as Listen 172.17.0.1:\(port), px as --listen, squid as http_port. Keep other machines out of the port.
                    """,
                    "Then give http://ADDRESS:\(port) to the engine, the IoT Edge daemons, edgeAgent and edgeHub alike.",
                ])
            : remedy(
                .reachProxy, "Let containers find the proxy's name, or name it by its address.",
                [
                    """
                    Containers inherit neither the host's /etc/hosts nor its search domains: put the name into the site's DNS, or \
                    write the proxy's address in its place in all four places.
                    """
                ])
    }

    var proxyAuthRequired: [Remedy] {
        [
            remedy(
                .exemptFromAuthentication, owner: .proxy, "Ask the proxy's administrator (paste this):", [],
                request(
                    "Please let the gateway use \(proxyTitle) for \(neededNames) (CONNECT to TCP 443) without authentication.",
                    "Or give it an account for Basic authentication: IoT Edge supports neither NTLM nor Negotiate.")
            ),
            configureProxy(
                .proxyCredentials,
                "With an account for Basic authentication: put it into the proxy's URL in all four places.",
                steps: [
                    """
                    The account stands in the URL, with special characters percent-encoded; the files hold a secret then, \
                    which their mode keeps from other users.
                    """
                ], hasAccount: true),
        ]
    }

    var deniedTunnel: [Remedy] {
        let asked: [Sentence] = [
            "Please let \(proxyTitle) open tunnels (CONNECT) to TCP 443 of: \(neededNames); without TLS inspection.",
            "WebSocket connections stay open for hours: please allow at least 30 minutes without traffic.",
        ]
        // A gateway error may be the proxy's own trouble.
        let ownWay: Sentence = """
            Where its rules allow that already, it does not get there itself: then please look at its own DNS and at the firewall in \
            front of it.
            """
        return [
            remedy(
                .allowAtProxy, owner: .proxy, "Ask the proxy's administrator (paste this):", [],
                request(asked + (finding.confidence == .certain ? [] : [ownWay])))
        ] + (finding.cause == .proxyPortDenied ? webSocketInstead : [])
    }

    var proxyRequired: [Remedy] {
        [
            configureProxy(
                .useProxy, "Use the proxy in all four places, and WebSocket, the only transports that use one.")
        ]
    }

    var proxySchemeUnsupported: [Remedy] {
        if case .proxy = finding.location.culprit {
            return [
                configureProxy(
                    .httpProxyURL, "Write the account into the proxy's URL with percent-encoding, in all four places.",
                    hasAccount: true)
            ]
        }
        let isScript = if case .file = finding.location.culprit { true } else { false }
        return [
            configureProxy(
                .httpProxyURL,
                isScript
                    ? "Write the proxy that the script names for the hub, as http://HOST:PORT, in all four places."
                    : "Write the proxy's URL with http:// in all four places; https:// is not supported.",
                steps: isScript
                    ? [
                        """
                        The script is a text: its function FindProxyForURL returns PROXY and the host and port. Whoever runs the \
                        proxy knows them too; where it returns DIRECT, no proxy is to be set.
                        """
                    ] : [])
        ]
    }

    var proxyEnvMismatch: [Remedy] {
        if finding.location.kind == .containerHost { return [startEngineAgain] }
        if let host, let file = finding.subject.process { return [withoutException(host, in: file)] }
        return ignoredAssignment + [configureProxy(.sameProxy, "Give all four places the same proxy.")]
    }

    private func withoutException(_ host: HostName, in file: LocalText) -> Remedy {
        remedy(
            .sameProxy, owner: .device, "Have the engine go to \(host) through the proxy.",
            [
                """
                Take what names \(host), its domain or everything (*) out of NO_PROXY (no-proxy) in \(file), or in another file of \
                the engine's unit that sets it. The engine is started again then, which interrupts all modules.
                """
            ],
            [Remedy.Command(.systemd, "systemctl daemon-reload\n\(Shell.restart(ofRunning: engineUnit))")])
    }

    private var startEngineAgain: Remedy {
        remedy(
            .sameProxy, owner: .device, "Start the engine again, which takes the setting then.",
            ["That interrupts all modules. systemd has to read the drop-in first."],
            [Remedy.Command(.systemd, "systemctl daemon-reload\n\(Shell.restart(ofRunning: engineUnit))")])
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

    /// The proxy in all places that name it; with a place for an account where it wants one.
    ///
    /// A file that EnvironmentFile= names overrides what Environment= sets, and the last one the others (systemd.exec(5)): the
    /// drop-in's name sorts behind those that a site has, which stay as they are, with their exceptions. Of the two spellings
    /// Go takes the capitals (`net/http`, ProxyFromEnvironment), and other programs one or the other.
    private func configureProxy(
        _ id: RemedyID, _ title: Sentence, steps: [Sentence] = [], hasAccount: Bool = false
    ) -> Remedy {
        let setting = hasAccount ? accountSetting : plainSetting
        let written = assignment.proxy.map { hasAccount ? "http://USER:PASSWORD@\($0)" : "http://\($0)" }
        let isMQTT = assignment.upstream == .mqtt || assignment.upstream == .mqttOverWebSocket
        let transport = (isMQTT ? Transport.mqttOverWebSocket : .amqpOverWebSocket).upstreamProtocol
        return remedy(
            id, owner: .device, title,
            steps + [
                "1 and 2: the engine and the IoT Edge daemons, by systemd drop-ins (below).",
                """
                3: edgeAgent: under [agent.env] in /etc/aziot/config.toml set https_proxy to the same URL and \
                UpstreamProtocol = "\(transport)", then: iotedge config apply (IoT Edge 1.0 and 1.1: under agent: env: in \
                /etc/iotedge/config.yaml, then: systemctl restart iotedge)
                """,
                "4: edgeHub and other modules: the same two variables in the deployment manifest.",
            ],
            [
                Remedy.Command(
                    .systemd,
                    """
                    \(setting)\(engineFileEdit)
                    file=/etc/iot-edge-proxy.env\(hasAccount ? "\ninstall -m 600 /dev/null \"$file\"" : "")
                    printf '%s\\n' "HTTPS_PROXY=$proxy" "https_proxy=$proxy" \\
                      > "$file"
                    units="\(engineUnit) aziot-edged aziot-identityd"
                    ! systemctl cat iotedge >/dev/null 2>&1 ||
                      units="\(engineUnit) iotedge"
                    for unit in $units; do
                      folder="/etc/systemd/system/$unit.service.d"
                      mkdir -p "$folder"
                      printf '[Service]\\nEnvironmentFile=%s\\n' "$file" \\
                        > "$folder/zz-iot-edge-proxy.conf"
                    done
                    systemctl daemon-reload
                    \(Shell.restart(ofRunning: "$units"))
                    """)
            ]
                + (written.map { url in
                    [
                        Remedy.Command(
                            .createOptions,
                            "{ \"Env\": [\n  \"https_proxy=\(url)\",\n  \"UpstreamProtocol=\(transport.text)\" ] }")
                    ]
                } ?? []))
    }

    /// What the engine's own file says comes before its environment (`overrideProxyEnv` of dockerd).
    private var engineFileEdit: String {
        guard let file = facts.engineProxyFile?.description, Shell.isPath(file) else { return "" }
        return "\n\(DaemonFile.removingProxy(from: file))"
    }

    /// The unit that pulls images; Podman's serves its interface, and is started by whoever connects to it.
    var engineUnit: String {
        guard !facts.isPodman else { return "podman" }
        let isOfSnap = facts.engineProxyFile.map { DaemonFile.isOfSnap($0.description) } ?? false
        return isOfSnap ? "snap.docker.dockerd" : "docker"
    }

    private var plainSetting: String {
        "proxy=" + (proxyURL.map { Shell.quoted($0) } ?? "\"${PROXY:?set PROXY to the http:// URL of the proxy}\"")
    }

    /// The account is the reader's to fill in: nothing of it was read, and none of it stands in a report.
    ///
    /// In a file that EnvironmentFile= names a percent sign is one, and nobody else reads what stands there.
    private var accountSetting: String {
        let place = assignment.proxy.map { "\($0)" } ?? "${PROXY:?set PROXY to its HOST:PORT}"
        return """
            : "${PROXY_USER:?set PROXY_USER to the account, percent-encoded}"
            : "${PROXY_PASSWORD:?set PROXY_PASSWORD, percent-encoded}"
            proxy="http://$PROXY_USER:$PROXY_PASSWORD@\(place)"
            """
    }

    private var proxyTitle: Sentence { proxyURL.map { Sentence(verbatim: $0) } ?? "the proxy" }

    /// The names that the device connects to.
    private var neededNames: Sentence {
        Sentence(verbatim: FirewallOpening.names(neededBy: assignment).sorted().joined(separator: ", "))
    }
}

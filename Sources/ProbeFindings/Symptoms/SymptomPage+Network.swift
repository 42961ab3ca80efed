import ProbeCore

/// Symptoms of the containers' way out, and of ports.
extension SymptomPage {
    static let agentStops = SymptomPage(
        "edgeAgent runs for about a minute, then stops",
        meaning: [
            """
            edgeAgent tried AMQP on 5671, half a minute later AMQP inside a WebSocket on 443, and gave up when both had \
            failed. So no other transport helps: containers get out by neither port.
            """,
            """
            Something is wrong with the way out of the containers' network (a bridge on Linux, NAT on Windows), or with the \
            site for everybody.
            """,
        ],
        candidates: [
            Candidate(
                .routeVPNOverride, "the host gets through, and containers' packets, or the answers, go into a VPN"),
            Candidate(.fwdDisabled, "the host gets through, and forwards nothing"),
            Candidate(.fwdDropped, "the host gets through, and a rule drops what it forwards"),
            Candidate(
                .natMissingMasquerade, "the host gets through, and containers' packets leave with their own addresses"),
            Candidate(.dnsContainerStub, "containers find no name, and would get through by address"),
            Candidate(.tcpDroppedAll, "the host gets no further either: the site's firewall, or no way out at all"),
            Candidate(.tlsIntercepted, "443 opens, and the certificate is the site's own"),
        ],
        decision:
            "A run measures from the host and from the containers' networks: where the columns differ, it is this device.",
        linux: Resolution(
            [
                """
                Where only containers fail: give the bridges' subnets their way out again, beside the VPN, through FORWARD, \
                with masquerading; the run prints the command for what it found.
                """,
                "Where the host fails as well: the request for the network team, which the run prints.",
            ], [.agentStops, .forwarding, .containerDNS, .ports],
            [.excludeBridgesFromVPN, .enableForwarding, .acceptForwarding, .restoreMasquerade, .allowOutbound]),
        windows: Resolution(
            [
                """
                More frequent here: a VPN takes the default route of the NAT network. Disconnect it for a trial, then keep it \
                away from that network's prefix; ask for 443 and 5671 where the host fails as well.
                """
            ], [.agentStops, .ports]),
        logs: [.logAgentFallback],
        marks: [
            .phrase("attempting to connect to iot hub via amqp over websocket"),
            .phrase("attempting to connect to iot hub via amqp websocket only"), .phrase("amqpwebsocket"),
            .words("agent stops"), .words("edgeagent stops"), .words("agent minute"), .words("edgeagent exits"),
            .words("agent fallback"),
            .heading("약 1 분 후에 IoT Edge 에이전트 중지"), .heading("IoT Edge 에이전트가 약 1분 후 중지됨"),
        ])

    static let emptyConfig = SymptomPage(
        "edgeAgent reports an empty configuration, no module starts",
        meaning: [
            """
            edgeAgent runs, and got no deployment from the hub: it never reached it. Mostly it finds no names, as modules ask \
            other resolvers than the host; else packets of a certain size, or all of them, are lost.
            """
        ],
        candidates: [
            Candidate(.dnsContainerStub, "containers were given a stub on a loopback address"),
            Candidate(.dnsContainerFallbackPublic, "containers were given 8.8.8.8, which the site blocks"),
            Candidate(.dnsContainerBlocked, "the host's resolver answers the host, and not containers"),
            Candidate(.dnsHostsFileOnly, "the name stands in /etc/hosts alone, which containers do not have"),
            Candidate(.mtuBridgeMismatch, "names resolve and connections open, and large packets are lost"),
            Candidate(.routeVPNOverride, "names resolve, and containers' packets go into a VPN"),
            Candidate(.fwdDropped, "nothing of containers gets out"),
            Candidate(.proxyRequired, "only a proxy leads out, and edgeAgent does not know of it"),
            Candidate(.logNoDeployment, "edgeAgent reached the hub, which has no deployment for the device"),
        ],
        decision: "A run asks every resolver from the containers' place, and climbs up to the hub's answer from there.",
        linux: Resolution(
            [
                """
                For names: the site's resolvers into daemon.json, or into createOptions of edgeAgent, edgeHub and each module; \
                the run prints the lines with the resolvers filled in.
                """
            ], [.containerDNS, .modemMTU, .agentStops, .proxy],
            [.engineDNS, .moduleDNS, .networkMTU, .excludeBridgesFromVPN, .acceptForwarding, .useProxy, .setDeployment]),
        windows: Resolution(
            [
                """
                daemon.json of the engine iotedge-moby, then Restart-Service iotedge-moby -Force; in a virtual machine (EFLOW) \
                Set-EflowVmDNSServers.
                """
            ], [.containerDNS, .modemMTU, .agentStops]),
        logs: [.logEmptyConfig, .logNoDeployment],
        marks: [
            .phrase("temporary failure in name resolution"), .phrase("name or service not known"),
            .phrase("resource temporarily unavailable"),
            .phrase("empty edge agent config was received"), .phrase("empty edge agent config"),
            .phrase("empty config file"),
            .words("empty config"), .words("empty configuration"), .words("only edgeagent running"),
            .words("no modules start"),
            .heading("Edge 에이전트 모듈 지속적으로 '빈 구성 파일' 보고서 및 모듈 없이 장치에서 시작"),
            .heading("Edge 에이전트 모듈이 ‘빈 구성 파일’을 보고하고 모듈이 디바이스에서 시작되지 않음"),
            .heading("빈 구성 파일"),
        ])

    static let transientNetwork = SymptomPage(
        "transient network errors, on LTE above all",
        meaning: [
            """
            Connections open and then hang or break. Where the way out carries less than the 1500 bytes that the engine's \
            networks assume, handshakes are the first to be lost.
            """
        ],
        candidates: [
            Candidate(.mtuBridgeMismatch, "the host gets through, and the bridge's MTU is above the way out's"),
            Candidate(.mtuBlackholeIn, "the host hangs as well, and small segments get through"),
            Candidate(.tcpLossy, "packets are lost without a pattern"),
            Candidate(.dnsContainerStub, "no such host is known: it is names, not packets"),
        ],
        decision:
            "A run repeats a stuck handshake with small segments, and compares the MTU of bridges and the way out.",
        linux: Resolution(
            ["Make azure-iot-edge anew with the way out's MTU; the mtu of daemon.json does not reach it."],
            [.modemMTU, .containerDNS], [.networkMTU, .allowFragmentationNeeded, .clampMSSHere]),
        windows: Resolution(["Set the MTU of the container network's adapter to the way out's."], [.modemMTU]),
        logs: [.logTransientNetwork],
        marks: [
            .phrase("connection reset by peer"), .words("connection reset"), .words("throughput"), .words("slow"),
            .phrase("transient network error occurred"), .phrase("transient network error"), .words("lte"),
            .words("mtu"),
            .words("modem"),
        ])

    static let noConnectivity = SymptomPage(
        "modules report connection errors, the host has none",
        meaning: [
            "The host forwards for its containers. Where that is off, or filtered, every module is cut off at once."
        ],
        candidates: [
            Candidate(.fwdDisabled, "ip_forward, or forwarding of an interface on the way, is 0"),
            Candidate(.fwdDropped, "a rule drops what is forwarded"),
            Candidate(.natMissingMasquerade, "packets leave with addresses that nobody answers to"),
            Candidate(.containerNetworkInternal, "the engine's network was made internal"),
            Candidate(.containerIPv4Only, "the host has IPv6 alone, and its containers IPv4 alone"),
            Candidate(.routeBridgeOverlap, "the bridge has addresses of the site"),
        ],
        decision: "A run reads the settings, walks through the rules, and measures from the containers' place.",
        linux: Resolution(
            ["Switch forwarding on and keep it on; the run names the setting, or the rule, and prints the command."],
            [.forwarding, .agentStops],
            [.enableForwarding, .acceptForwarding, .restoreMasquerade, .recreateNetwork, .moveBridge]),
        windows: Resolution(
            ["IPEnableRouter in the registry, and a restart of the machine."], [.forwarding, .agentStops]),
        marks: [
            .phrase("no route to host"), .phrase("network is unreachable"),
            .words("module connectivity"), .words("connectivity errors"), .words("ip forward"), .words("ip_forward"),
            .words("forwarding"), .heading("IoT Edge 모듈에서 연결 오류를 보고합니다"),
        ])

    static let portTaken = SymptomPage(
        "edgeHub does not start: a port is already taken",
        meaning: [
            """
            edgeHub publishes 443, 5671 and 8883 for downstream devices. While anybody else holds one of them the engine \
            cannot, and the container does not start. On 443 it is usually a web server.
            """
        ],
        candidates: [
            Candidate(.hostPortConflict, "a process or a container holds the port; the run names it"),
            Candidate(
                .deploymentPortCollision, "two modules of the deployment publish the same port: --deployment names them"
            ),
            Candidate(.hostPortReserved, "a rootless engine, and a port below those it may publish"),
            Candidate(.logPortAllocated, "the engine says so in its log"),
        ],
        decision: "A run tries each port as the engine would, and names process, unit or container.",
        linux: Resolution(
            [
                """
                Stop what holds the port, or move it. Without downstream devices: take PortBindings out of edgeHub's \
                createOptions.
                """
            ], [.edgeHubPort, .restart], [.freePort, .stopUnit, .stopContainer, .moveEdgeHubPort, .unprivilegedPorts]),
        windows: Resolution(
            ["Get-NetTCPConnection names the process; number 4 is Windows itself, for a web site (IIS)."],
            [.edgeHubPort, .restart]),
        logs: [.logPortAllocated],
        marks: [
            .words("0x20"),
            .phrase("driver failed programming external connectivity on endpoint"), .phrase("bind for 0 0 0 0"),
            .phrase("port is already allocated"), .phrase("address already in use"),
            .phrase("the process cannot access the file because it is being used by another process 0x20"),
            .phrase("failed to create endpoint edgehub on network nat"), .words("port allocated"), .words("port taken"),
            .words("port in use"), .words("edgehub fails start"), .words("edgehub not starting"), .words("hnscall"),
            .heading("IoT Edge hub가 시작"), .heading("IoT Edge 허브 시작 실패"),
        ])

    static let portsClosed = SymptomPage(
        "which ports a firewall has to open",
        meaning: [
            """
            Out: 443 always, 5671 for AMQP (what edgeAgent and edgeHub use unless told otherwise), 8883 for MQTT. In: nothing \
            from outside; from the inside only what downstream devices use. 80, 1883 and 5672 are never used.
            """
        ],
        candidates: [
            Candidate(.tcpDroppedPort, "one port is closed, others of the same host open"),
            Candidate(.tcpAdminProhibited, "a router says that it is forbidden; its address is named"),
            Candidate(.tcpRefused, "somebody on the way refuses"),
            Candidate(.transportOnly443, "443 alone is open: edgeAgent works, edgeHub does not until it is told"),
            Candidate(.hostOutputDropped, "this device's own firewall"),
        ],
        decision:
            "A run tries each port up to the hub's own answer, and says where packets end; rules prints what to open.",
        command: "edgeprobe rules --hub \"${HUB:?set HUB to the name of the hub}\"",
        linux: Resolution(
            ["Send the network team the request that the run prints; for the device's own firewall there are rules."],
            [.ports, .proxy], [.allowOutbound, .openOwnFirewall, .useWebSocket]),
        windows: Resolution(
            ["The same names and ports; edgeprobe rules --dialect powershell has them for Windows Defender Firewall."],
            [.ports, .proxy]),
        marks: [
            .status(443), .status(5671), .status(8883), .words("ports firewall"), .words("which ports"),
            .words("firewall rules"), .words("port 5671"),
            .words("port 8883"),
            .words("port 443"), .words("port blocked"), .words("ports closed"), .words("firewall"),
            .heading("IoT Edge 배포에 대한 방화벽 및 포트 구성 규칙"), .heading("방화벽 및 포트 구성 규칙 확인"),
        ])
}

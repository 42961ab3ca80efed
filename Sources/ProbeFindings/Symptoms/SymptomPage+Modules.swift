import ProbeCore

/// Symptoms of modules: those that do not start, and those that say nothing.
extension SymptomPage {
    static let moduleFails = SymptomPage(
        "a module does not start, or starts again and again",
        meaning: [
            "The module's own log says why it ended, edgeAgent's what was tried with it, edgeHub's what became of its messages."
        ],
        candidates: [
            Candidate(.logImage403, "edgeAgent cannot pull its image: 403, 401 or 404 in its log"),
            Candidate(.registryDataEndpointBlocked, "the registry answers, and the place it redirects to does not"),
            Candidate(.hostPortConflict, "it publishes a port that somebody else holds"),
            Candidate(.dnsContainerStub, "it starts, and finds no name"),
            Candidate(.containerResolverStale, "it runs since before the device's resolvers changed: start it again"),
            Candidate(
                .deploymentSmallDevice, "the device is small, and the deployment does not say so: --deployment looks"),
            Candidate(.logSmallDevice, "it ends with 137: memory"),
        ],
        decision: "A run looks at what modules need from outside, from the containers' own place; logs say the rest.",
        linux: Resolution(
            ["Read its log, then edgeAgent's and edgeHub's, before you start anything again."],
            [.containerLogs, .restart, .debugLogging], [.restartContainer, .registryCredentials, .freePort]),
        windows: Resolution(
            ["The same commands without sudo; the engine answers at npipe:////./pipe/iotedge_moby_engine."],
            [.containerLogs, .restart]),
        marks: [
            .phrase("could not start module"), .phrase("could not create module"), .phrase("backoff"),
            .words("module not starting"), .words("module restarts"), .words("keeps restarting"),
            .words("restart loop"), .words("container logs"),
            .words("module crashes"),
            .words("restart module"), .words("restart container"), .words("module fails"),
            .heading("문제에 대한 컨테이너 로그 확인"), .heading("컨테이너 다시 시작"),
        ])

    static let noMessages = SymptomPage(
        "messages do not arrive at the hub",
        meaning: [
            """
            Messages go from a module to edgeHub by a route, and from there to the hub. edgeHub keeps what it cannot send, so \
            that nothing is lost at first, and nothing arrives.
            """
        ],
        candidates: [
            Candidate(
                .transportOnly443, "edgeAgent works, edgeHub does not: it never falls back to a WebSocket by itself"),
            Candidate(.amqpSwallowed, "5671 opens, and AMQP on it gets no answer"),
            Candidate(.mqttSwallowed, "8883 opens, and MQTT on it gets no answer"),
            Candidate(.wsFramesDropped, "a WebSocket opens, and what is inside it gets no answer"),
            Candidate(.tcpDroppedPort, "the port of the transport is closed"),
            Candidate(.logFormatException, "edgeHub cannot read the creation time that messages carry"),
        ],
        decision: "A run speaks each transport up to the hub's own answer, from the host and from the containers.",
        linux: Resolution(
            [
                """
                Where every transport that edgeHub may use is proven, look at routes and modules: with RuntimeLogLevel=debug \
                edgeHub logs each message.
                """
            ], [.messages, .debugLogging, .containerLogs], [.useWebSocket, .passAMQP, .passMQTT, .writeTimes]),
        windows: Resolution(
            ["RuntimeLogLevel in the deployment or in config.yaml, then edgeHub's log."], [.messages, .debugLogging]),
        logs: [.logFormatException],
        marks: [
            .phrase("system formatexception"), .words("formatexception"),
            .words("messages arrive"), .words("no messages"), .words("no telemetry"), .words("messages lost"),
            .words("messages edgehub"), .words("messages stuck"),
            .heading("IoT Edge hub를 통해 이동 하는 메시지를 보려면"), .heading("IoT Edge 허브를 따라 메시지 확인"),
        ])

    static let imageRefused = SymptomPage(
        "the registry refuses an image: 403, 401 or 404",
        meaning: [
            """
            edgeAgent may not pull a module's image. 403: the registry's firewall, or an account without the right to pull. \
            401: wrong or no credentials. 404: no such image, or none for this architecture.
            """
        ],
        candidates: [
            Candidate(.registryDenied, "403, asked with the configured credentials or with none"),
            Candidate(.registryForbidden, "401: it wants credentials, or others"),
            Candidate(.registryLimited, "429: too much was pulled from here"),
            Candidate(.deploymentImageMissing, "404: the deployment names an image or a tag that is not there"),
            Candidate(.deploymentPlatformMissing, "404: the image is there, for other processors"),
            Candidate(.proxyDenied, "403 comes from the proxy, before the registry was reached"),
            Candidate(.logImage403, "edgeAgent says so in its log"),
        ],
        decision: "A run asks the registry as the engine does, and tells its answer from a proxy's or a filter's.",
        command: """
            sudo edgeprobe --hub "${HUB:?set HUB to the name of the hub}" \\
              --registry "${REGISTRY:?set REGISTRY to the host name of the registry}"
            """,
        linux: Resolution(
            [
                """
                Correct the registry's credentials in the deployment (registryCredentials); those of docker login do not count. \
                Let the site's address in, where the registry has a firewall of its own.
                """
            ], [.imageAccess, .containerLogs], [.registryCredentials, .registryRules]),
        windows: Resolution(
            ["The same in the deployment; for edgeAgent's own image, auth below agent, config in config.yaml."],
            [.imageAccess]),
        logs: [.logImage401, .logImage403, .logImage404, .logImage429],
        marks: [
            .status(403), .status(401), .status(404), .phrase("pull access denied"), .phrase("403 forbidden"),
            .phrase("unauthorized authentication required"),
            .phrase("requested access to the resource is denied"), .phrase("manifest unknown"),
            .phrase("no matching manifest for"), .status(429), .phrase("toomanyrequests"), .words("pull rate limit"),
            .words("image 403"), .words("registry 403"), .words("image access"),
            .words("registry credentials"), .words("image unauthorized"), .words("image 404"), .words("image 401"),
            .heading("IoT Edge 에이전트 모듈의 이미지 (403)에 액세스할 수 없습니다"),
            .heading("IoT Edge 에이전트가 모듈의 이미지에 액세스할 수 없음(403)"),
        ])

    static let pullFails = SymptomPage(
        "an image is not pulled: time-outs, names, TLS",
        meaning: [
            """
            The engine pulls from the host, not from a container: the registry first, then an endpoint for data that it \
            redirects to. Both names have to be open.
            """
        ],
        candidates: [
            Candidate(.registryDataEndpointBlocked, "the registry answers, its data endpoint does not"),
            Candidate(.tcpDroppedPort, "443 to the registry is closed"),
            Candidate(.dnsFiltered, "the site's resolver denies the name"),
            Candidate(.tlsIntercepted, "the certificate is not the registry's"),
            Candidate(.proxyRequired, "it works through the proxy, and the engine does not know of it"),
        ],
        decision: "A run asks the registry for an image's description and follows its redirect, as the engine would.",
        linux: Resolution(
            ["Open the registry and its data endpoint (*.data.mcr.microsoft.com), or tell the engine of the proxy."],
            [.ports, .proxy, .imageAccess], [.allowDataEndpoint, .allowOutbound, .useProxy]),
        windows: Resolution(
            ["The engine iotedge-moby takes the proxy from its service's entry in the registry."], [.ports, .proxy]),
        logs: [.logPullFailed],
        marks: [
            .phrase("could not pull image"), .phrase("request canceled while waiting for connection"),
            .phrase("net http tls handshake timeout"), .phrase("server misbehaving"),
            .phrase("dial tcp lookup"), .words("image pull"), .words("pull timeout"), .words("mcr blocked"),
        ])

    static let moduleNotFound = SymptomPage(
        "404: Module not found, from the daemon",
        meaning: [
            """
            The daemon answers only to processes of modules that it started. Up to 1.0.6 it knew a module by its first \
            process alone; since 1.0.7 all processes of its container count.
            """
        ],
        candidates: [
            Candidate(.logModule404, "the daemon says so in its log"),
            Candidate(.deploymentShellEntrypoint, "its image starts through a shell: --deployment looks"),
        ],
        decision: "It is nothing of the network: the image's entry point and the version of the daemon decide.",
        command: """
            sudo iotedge version
            sudo docker inspect "${MODULE:?set MODULE to the name of the module}" \\
              --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}'
            """,
        linux: Resolution(
            [
                """
                Up to 1.0.6: update, or start the program by ENTRYPOINT with brackets, without a shell in between. Later: \
                the caller's container is not one that edgeAgent started, or its network was made anew under it: start it again.
                """
            ], [.entrypoint, .restart], [.restartModule, .execEntrypoint]),
        windows: Resolution(
            ["The same for images of Windows: ENTRYPOINT with the program itself, without cmd /c."],
            [.entrypoint, .restart]),
        logs: [.logModule404],
        marks: [
            .status(404), .phrase("executing http request fails status 404"), .phrase("module not found"),
            .words("module 404"),
            .words("edgehub 404"),
            .words("entrypoint"), .words("module not found"),
            .heading("404 오류를 나타내며 IoT Edge 모듈이 edgeHub로 메시지를 보내지 못함"),
            .heading("404 오류로 IoT Edge 모듈이 edgeHub에 메시지를 보내지 못함"),
        ])

    static let clientRefused = SymptomPage(
        "edgeHub: Unable to authenticate client",
        meaning: [
            """
            edgeHub knows the modules and devices that the hub told it of. It refuses one whose token or certificate is not \
            what the hub has, one that is no child of this device in the hub, and, while it cannot reach the hub, each that \
            it has not heard of before.
            """
        ],
        candidates: [
            Candidate(.hostClockSkew, "tokens carry times: the clock differs by more than five minutes"),
            Candidate(
                .transportOnly443, "edgeHub itself does not reach the hub: its log says so before the first refusal"),
        ],
        decision: """
            A run says whether edgeHub can reach the hub and whether the clock is right. With both in order it is the client's \
            identity: its name, its key, its parent in the hub.
            """,
        linux: Resolution(
            [
                """
                In the hub, make the downstream device a child of this one, and give the client its own key or certificate. A \
                module that edgeHub refuses gets its token anew when it is started again.
                """
            ], [.messages, .clock, .restart], [.setClock]),
        windows: Resolution(
            ["The same in the hub; a virtual machine (EFLOW) takes its time from the host."], [.messages, .clock]),
        logs: [],
        marks: [
            .phrase("unable to authenticate client"), .phrase("error authenticating client"),
            .words("edgehub authenticate"), .words("authenticate client"), .words("downstream refused"),
            .words("downstream unauthorized"),
        ])

    static let smallDevice = SymptomPage(
        "edgeHub runs out of memory on a small device",
        meaning: [
            """
            edgeHub is made for throughput and takes memory in large pieces. On a device such as a Raspberry Pi it is ended \
            after hours, downstream devices cannot connect, telemetry stops.
            """
        ],
        candidates: [
            Candidate(.logSmallDevice, "the kernel or the engine ended it for want of memory: exit code 137")
        ],
        decision: "The kernel's log and the engine's word on the container decide; the network has no part in it.",
        command: """
            sudo docker inspect edgeHub \\
              --format '{{.State.OOMKilled}} {{.State.ExitCode}} {{.RestartCount}}'
            """,
        linux: Resolution(
            [
                """
                Set OptimizeForPerformance to false on edgeHub, in the portal or in the deployment manifest, and close \
                protocols that no downstream device uses.
                """
            ], [.smallDevices], [.smallDevice]),
        windows: Resolution(["The same variable, in the portal or in the manifest."], [.smallDevices]),
        logs: [.logSmallDevice],
        marks: [
            .status(137), .words("exit code 137"), .phrase("outofmemoryexception"), .phrase("out of memory"),
            .phrase("oomkilled"), .phrase("oom kill"),
            .words("edgehub memory"),
            .words("raspberry stability"), .words("small device"), .words("optimizeforperformance"),
            .words("device unstable"),
            .heading("리소스가 제한된 디바이스의 안정성 문제"), .heading("작은 디바이스에서의 안정성 문제"),
        ])

    static let diskFull = SymptomPage(
        "the disk is full",
        meaning: [
            """
            Logs of containers grow without end unless the engine is told otherwise, images of old deployments stay, and \
            edgeHub keeps messages while the hub is out of reach. Then images are not pulled, and the engine does not start.
            """
        ],
        candidates: [
            Candidate(.containerEngineStopped, "the engine's log says that it cannot use its store"),
            Candidate(.logTransientNetwork, "messages pile up, because the hub is out of reach"),
        ],
        decision:
            "What fills the disk is told by the system and the engine; the network has a part in kept messages alone.",
        command: "df -h / /var/lib/docker && sudo docker system df",
        linux: Resolution(
            [
                """
                Bound the logs ("log-driver": "local" in daemon.json, or "log-opts" with max-size), remove images that no \
                container uses (docker image prune --all), and set timeToLiveSecs of edgeHub's store in the deployment.
                """
            ], [.containerLogs, .messages, .restart]),
        windows: Resolution(
            [
                """
                The same in the engine's daemon.json (C:\\ProgramData\\iotedge-moby\\config) and in the deployment; in a virtual \
                machine (EFLOW) its data partition is full.
                """
            ], [.containerLogs, .messages]),
        marks: [
            .phrase("no space left on device"), .words("disk full"), .words("disk space"), .words("storage full"),
            .words("log size"), .words("log rotation"),
        ])

    static let modulesDisappear = SymptomPage(
        "modules start, and are gone some minutes later",
        meaning: [
            """
            Somebody else's deployment wins: an automatic one that targets the device takes the place of modules that were set \
            for the device alone.
            """
        ],
        candidates: [],
        decision: "The device's list of deployments in the portal decides; the network has no part in it.",
        command: "sudo iotedge logs --tail 200 edgeAgent",
        linux: Resolution(
            ["Keep to one kind of deployment for a device, or give yours the higher priority."], [.deployments]),
        windows: Resolution(
            ["Keep to one kind of deployment for a device, or give yours the higher priority."], [.deployments]),
        marks: [
            .words("modules disappear"), .words("modules gone"), .words("module removed"),
            .words("deployment overwritten"),
        ])

    static let certificateRenewal = SymptomPage(
        "all modules stop when the Edge CA is renewed",
        meaning: [
            """
            The certificates of edgeHub and of the modules are issued by the Edge CA, which the daemon renews before it ends: \
            at 80 % of its lifetime unless the configuration says otherwise. It stops all modules for that, and they start with \
            new certificates. One that does not come back, or whose clients do not, is stuck with the old one.
            """
        ],
        candidates: [
            Candidate(.hostClockSkew, "the clock jumped, so that certificates seem to end at once"),
            Candidate(.logCertificate, "a module or a device behind the gateway does not trust what it is shown since"),
        ],
        decision: "The daemon's log says when it stopped all modules, and why; the network has no part in it.",
        command: """
            sudo journalctl -u aziot-edged --no-pager |
              grep -i -e renew -e 'stopping all modules'
            """,
        linux: Resolution(
            [
                """
                Update the runtime, and start again what hangs. So that it does not happen at any hour: give the Edge CA a \
                certificate of your own with a longer life, or set threshold under [edge_ca.auto_renew] in \
                /etc/aziot/config.toml, then iotedge config apply. Devices behind the gateway have to trust the root, not the \
                Edge CA itself.
                """
            ], [.restart, .containerLogs, .certificates, .clock], [.setClock]),
        windows: Resolution(
            ["A virtual machine (EFLOW) renews its Edge CA in the same way."], [.restart, .containerLogs]),
        marks: [
            .phrase("edge daemon will reprovision and restart"), .phrase("stopping all modules"),
            .phrase("restarting process to perform server certificate renewal"), .words("edge ca renewal"),
            .words("edge ca renewed"), .words("certificate renewal"), .words("certificate renewed"),
            .words("auto renew"),
        ])

    static let identityCalls = SymptomPage(
        "the hub counts, or throttles, many identity calls",
        meaning: [
            """
            edgeHub keeps a list of the devices and modules that may connect to it, and asks the hub for the whole list anew \
            every hour. edgeAgent has an identity made for each module. From many gateways with many devices these calls use up \
            what the hub gives in a minute, and it answers the rest with 429.
            """
        ],
        candidates: [],
        decision: "The hub's metrics and edgeHub's log decide; the network has no part in it.",
        command: "sudo iotedge logs --tail 500 edgeHub",
        linux: Resolution(
            [
                """
                Let edgeHub ask less often: DeviceScopeCacheRefreshRateSecs in its environment, 3600 unless set; it learns of \
                new devices later then. Take devices that connect to no gateway out of the scope, and roll a deployment out to \
                some gateways at a time.
                """
            ], [.messages, .deployments, .containerLogs]),
        windows: Resolution(["The same variable, in the deployment."], [.messages, .deployments]),
        marks: [
            .phrase("getdevicesandmodulesinscope"), .words("identity calls"), .words("identity operations"),
            .words("identities throttled"), .words("hub throttles"), .words("hub throttling"),
        ])
}

import ProbeCore

/// Symptoms of the daemon and its files.
extension SymptomPage {
    static let daemonStopped = SymptomPage(
        "the daemon does not start, or does not stay",
        meaning: [
            """
            Without the daemon (iotedge; from 1.2 on aziot-edged and the services beside it) no module starts. Either it \
            cannot read its configuration, or it gets no identity.
            """
        ],
        candidates: [
            Candidate(.configMalformed, "the file does not parse; the line is named"),
            Candidate(.hostHostnameTooLong, "the name has more than 64 characters"),
            Candidate(.containerEngineAbsent, "no container engine answers"),
            Candidate(.hostClockSkew, "the clock is off by more than five minutes"),
            Candidate(.tcpDroppedPort, "the file is right, and 443 to the hub or to DPS is closed"),
            Candidate(.dpsBlocked, "the device is enrolled with DPS, and only DPS does not answer"),
        ],
        decision: "A run reads the configuration as IoT Edge does, and asks for everything that the services ask for.",
        linux: Resolution(
            [
                """
                Read the services' log from its end: the last error before they stopped counts. Correct what the run names, \
                apply the configuration, and start them again.
                """
            ], [.status, .configuration, .restart], [.repairConfiguration, .shortenHostname, .setClock, .allowOutbound]),
        windows: Resolution(
            [
                """
                The service is called iotedge, and its log is in the event log. In a virtual machine (EFLOW) the services are \
                those of Linux.
                """
            ], [.status, .windowsEventLog, .restart]),
        marks: [
            .phrase("the daemon could not start up successfully"), .phrase("failed to start azure iot edge daemon"),
            .words("daemon not running"), .words("security manager not running"), .words("iotedge not running"),
            .words("daemon not starting"), .words("daemon fails start"), .words("daemon status"),
            .words("daemon restart"),
            .heading("IoT Edge 보안 관리자의 상태 및 해당 로그를 확인합니다"),
            .heading("IoT Edge 보안 관리자를 다시 시작합니다"), .heading("표준 진단 단계"),
        ])

    static let configurationBroken = SymptomPage(
        "the configuration file is not read, or not as meant",
        meaning: [
            """
            config.yaml (1.0 and 1.1) and config.toml (from 1.2 on) do not forgive: one tab, one missing quotation mark, and \
            the daemon does not start. From 1.2 on an edit counts only once it is applied.
            """
        ],
        candidates: [
            Candidate(.configMalformed, "the file does not parse; the run names line and reason"),
            Candidate(.proxyEnvMismatch, "it parses, and the proxy in it is not that of the engine or the services"),
            Candidate(.proxySchemeUnsupported, "the proxy's URL begins with https://, or is that of a script"),
            Candidate(.hostHostnameInvalid, "hostname in it is not a name, or not this device's"),
        ],
        decision: "A run reads it with a reader of its own, and says what IoT Edge would say, with the line.",
        linux: Resolution(
            [
                "Indent YAML with two blanks and never with tabs. After an edit of config.toml: sudo iotedge config apply"
            ],
            [.configuration], [.repairConfiguration, .sameProxy, .httpProxyURL]),
        windows: Resolution(
            [
                "The file is C:\\ProgramData\\iotedge\\config.yaml, by the same rules; Restart-Service iotedge reads it anew."
            ],
            [.configuration]),
        marks: [
            .phrase("could not load settings"), .phrase("could not load configuration"),
            .phrase("found character that cannot start any token"),
            .phrase("toml parse error"), .words("config yaml"), .words("config toml"), .words("yaml tab"),
            .words("configuration file"), .words("config apply"),
            .heading("IoT Edge 보안 관리자가 실행되지 않는 경우 yaml 구성 파일을 확인합니다"),
        ])

    static let hostnameInvalid = SymptomPage(
        "invalid hostname: empty, or more than 64 characters",
        meaning: [
            """
            IoT Edge makes certificates for the device's name, and refuses one that is empty or too long. Virtual machines \
            have such names, those of Azure above all.
            """
        ],
        candidates: [
            Candidate(.hostHostnameTooLong, "more than 64 characters"),
            Candidate(.hostHostnameInvalid, "a character that names do not have, or not this device's name"),
            Candidate(.logHostnameInvalid, "the daemon says so in its log"),
        ],
        decision: "A run counts the name's characters, the device's and the configured one.",
        linux: Resolution(
            ["Set hostname in the configuration to a shorter name that the device has in DNS, and apply it."],
            [.hostname, .configuration], [.shortenHostname]),
        windows: Resolution(
            ["Give the machine of Azure a DNS name label, and set hostname in config.yaml to the whole name."],
            [.hostname]),
        logs: [.logHostnameInvalid],
        marks: [
            .phrase("hostname cannot be empty or greater than 64 characters"), .phrase("invalid hostname"),
            .words("hostname long"), .words("hostname 64"), .words("dns name label"),
            .heading("IoT Edge 보안 디먼이 유효하지 않은 호스트 이름으로 실패합니다"),
        ])

    static let socketDenied = SymptomPage(
        "permission denied for mgmt.sock or workload.sock",
        meaning: [
            """
            Modules and the iotedge program talk to the daemon through two sockets that systemd opens. Whoever is told \
            permission denied (os error 13) is not in the group iotedge, or a daemon was told to open them by itself.
            """
        ],
        candidates: [Candidate(.logSocketDenied, "the daemon, or whoever calls it, says so in its log")],
        decision:
            "It is nothing of the network: no run is needed. With sudo the call either works, or the daemon is at fault.",
        command: "sudo iotedge list",
        linux: Resolution(
            [
                """
                Call iotedge with sudo. If the daemon itself is refused, leave the sockets to systemd: take [connect] and \
                [listen] out of the configuration, and enable the units.
                """
            ], [.sockets, .status]),
        windows: Resolution(["Call iotedge from an administrator's PowerShell."], [.sockets]),
        logs: [.logSocketDenied],
        marks: [
            .phrase("an error occurred for path var run iotedge mgmt sock"), .phrase("permission denied os error 13"),
            .phrase("permission denied var run iotedge mgmt sock"), .words("mgmt sock"), .words("workload sock"),
            .words("mgmt permission denied"),
        ])

    static let windowsLogs = SymptomPage(
        "Get-WinEvent ends with an EventLogException",
        meaning: [
            """
            Get-WinEvent finds the daemon's lines by the name iotedged, which an entry of the registry declares. Without that \
            entry it ends with an EventLogException, whatever the daemon does.
            """
        ],
        candidates: [],
        decision: """
            edgeprobe runs on Linux. What it can say of a Windows host it says from a Linux machine of the same network, or \
            inside the virtual machine (EFLOW).
            """,
        linux: Resolution(
            ["Linux has the journal in its place, and no entry is needed."], [.windowsEventLog, .status]),
        windows: Resolution(
            [
                """
                Make the entry, as administrator, with the path of iotedged.exe. In a virtual machine (EFLOW) the services \
                write to the journal inside it: Get-EflowLogs, or Connect-EflowVm and the commands of Linux.
                """
            ], [.windowsEventLog, .status]),
        marks: [
            .phrase("eventlogexception"), .phrase("there is not an event provider on localhost that matches iotedged"),
            .words("get winevent"), .words("windows logs"), .words("windows event log"), .words("daemon logs windows"),
            .heading("Windows에서 IoT Edge 디먼 로그를 가져올 수 없습니다"),
        ])

    static let tokenExpired = SymptomPage(
        "tokens have expired, or certificates are not yet valid",
        meaning: [
            """
            Tokens and certificates have dates, which the device compares with its own clock and the hub with its own. Without \
            a battery the clock begins anew at every start.
            """
        ],
        candidates: [
            Candidate(
                .hostClockSkew, "the clock differs from the time servers' and the hub's by more than five minutes"),
            Candidate(.tlsNotYetValid, "the clock is right, and the certificate begins later"),
            Candidate(.tlsExpired, "the clock is right, and the certificate has ended"),
        ],
        decision: "A run compares the clock with its time servers and with the date that the hub sends.",
        linux: Resolution(
            ["Set the clock, keep it set by NTP (UDP 123), then start the services again."], [.clock, .restart],
            [.setClock, .allowNTP, .renewCertificate]),
        windows: Resolution(
            ["Set the host's clock; a virtual machine (EFLOW) takes its time from it."], [.clock, .restart]),
        logs: [.logClock],
        marks: [
            .phrase("sas token is expired"), .phrase("token is expired or could not be parsed"),
            .phrase("certificate is not yet valid"), .phrase("certificate has expired"), .phrase("put token failed"),
            .words("token expired"), .words("clock wrong"), .words("time wrong"), .words("certificate expired"),
        ])
}
